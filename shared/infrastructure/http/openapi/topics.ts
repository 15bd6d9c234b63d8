/** What is said about each part of the API that is not a context's, in the order in which they stand at the end. */
const lastTopics: Readonly<Record<string, string>> = {
  server: 'Pages and health of the server itself.',
  operator: 'For whoever runs this server.',
  internal: 'What processes of one platform ask each other.',
};

/** The first word after the API's version: `collectives`. What stands outside the API is about the server itself. */
export function topicOf(path: string): string {
  if (path.startsWith('/internal/')) return 'internal';
  return (
    /^\/api\/(?:v\d+\/)?(?!v\d)([\w-]+?)(?:\.json)?(?:::|\/|$)/
      .exec(path)?.[1]
      ?.replace('openapi', 'server') ?? 'server'
  );
}

/** What everybody may use comes first. */
export function compareTopics(one: string, other: string): number {
  const [rank, otherRank] = [one, other].map((topic) => Object.keys(lastTopics).indexOf(topic));
  return (rank ?? 0) - (otherRank ?? 0) || (one < other ? -1 : one > other ? 1 : 0);
}

/** The topics of these paths as an OpenAPI document lists them. */
export function tagsOf(paths: readonly string[]): { name: string; description?: string }[] {
  return [...new Set(paths.map(topicOf))].sort(compareTopics).map((name) => {
    const description = lastTopics[name];
    return { name, ...(description !== undefined && { description }) };
  });
}

/** Which paths a process answers, by its own description. */
export async function pathsOf(url: string): Promise<(path: string) => boolean> {
  const document = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as { paths: object };
  const patterns = Object.keys(document.paths).map(
    (path) => new RegExp(`^${path.replaceAll(/\{[^}]*\}/g, '[^/]+')}(?:\\?|$)`),
  );
  return (path) => patterns.some((pattern) => pattern.test(path));
}

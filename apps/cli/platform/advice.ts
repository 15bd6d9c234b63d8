/** What people type for what the platform tells programs to ask. */
const commands: Readonly<Record<string, string>> = {
  'GET operator/events': 'boardwalk events ls',
  'GET operator/consumers': 'boardwalk consumers ls',
  'GET operator/replays': 'boardwalk events replays',
  'GET operator/dead-letters': 'boardwalk dlq ls',
  'GET operator/redrives': 'boardwalk dlq redrives',
  'POST operator/redrives': 'boardwalk dlq redrive',
};

const route = /(GET|POST|PUT|PATCH|DELETE) \/api\/v1\/([\w/-]+)/;

/** What the platform said, in two: why it refused, and what to do about it, in commands instead of routes. */
export function withoutRoutes(detail: string): { readonly why: string; readonly remedy: string } {
  const sentences = detail.split(/(?<=\.) (?=[A-Z])/);
  return {
    why: sentences.filter((sentence) => !route.test(sentence)).join(' '),
    remedy: sentences.flatMap(translated).join(' '),
  };
}

/** Nothing of a sentence that names no route, or one for which there is no command. */
function translated(sentence: string): string[] {
  const [named = '', method = '', path = ''] = route.exec(sentence) ?? [];
  const command = commands[`${method} ${path}`];
  return command === undefined ? [] : [sentence.replace(named, command).replace(/\.$/, '')];
}

/** Small changes of source text. Each throws `NoSuchPlace` rather than guess. */

export class NoSuchPlace extends Error {}

/** Takes a name from somewhere: into the import of that module if there is one, else as a new one in its order. */
export function addImport(text: string, name: string, from: string, typeOnly = false): string {
  const existing = [...text.matchAll(/^import (type )?\{([^}]*)\} from '([^']+)';$/gm)].find(
    ([, isType, , specifier]) => specifier === from && (isType === undefined || typeOnly),
  );
  if (existing === undefined)
    return newImport(text, `import ${typeOnly ? 'type ' : ''}{ ${name} } from '${from}';`, from);
  const [statement, isType = '', names = ''] = existing;
  const known = names
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (known.some((part) => part.replace(/^type /, '') === name)) return text;
  const own = typeOnly && isType === '' ? `type ${name}` : name;
  const all = [...known, own].sort(byName).join(', ');
  return text.replace(statement, `import ${isType}{ ${all} } from '${from}';`);
}

function byName(one: string, other: string): number {
  const [a, b] = [one.replace(/^type /, ''), other.replace(/^type /, '')];
  return a.toLowerCase() < b.toLowerCase() ? -1 : 1;
}

/** Node's own modules come first, then packages, then relative paths; each by the alphabet. */
function newImport(text: string, statement: string, from: string): string {
  const imports = [...text.matchAll(/^import [\s\S]*?from '([^']+)';$/gm)];
  const before = imports.filter(([, specifier = '']) => isBefore(specifier, from)).at(-1);
  if (before !== undefined) {
    const end = before.index + before[0].length;
    return `${text.slice(0, end)}\n${statement}${text.slice(end)}`;
  }
  const first = imports[0]?.index ?? 0;
  return `${text.slice(0, first)}${statement}\n${text.slice(first)}`;
}

function isBefore(one: string, other: string): boolean {
  const rank = (specifier: string) => (specifier.startsWith('.') ? 2 : specifier.startsWith('node:') ? 0 : 1);
  return rank(one) === rank(other) ? one < other : rank(one) < rank(other);
}

/**
 * Adds a last element to a list.
 * @param opening matches up to and with the bracket that opens the list, `[` or `{`
 */
export function addElement(text: string, opening: RegExp, element: string): string {
  const { open, close } = bracket(text, opening);
  const inner = text.slice(open + 1, close).trimEnd();
  const comma = inner.trim() === '' || inner.endsWith(',') ? '' : ',';
  return `${text.slice(0, open + 1)}${inner}${comma}\n${element},\n${text.slice(close)}`;
}

/** What stands in a list, without its brackets. */
export function elementsOf(text: string, opening: RegExp): string {
  const { open, close } = bracket(text, opening);
  return text.slice(open + 1, close);
}

/** Adds members to a class, in front of its end. */
export function addToClass(text: string, name: string, members: string): string {
  const { close } = bracket(text, new RegExp(`\\bclass ${name}\\b[^{]*\\{`));
  return `${text.slice(0, close).trimEnd()}\n\n${members}\n${text.slice(close)}`;
}

/** Adds a member to a union type. */
export function addToUnion(text: string, name: string, member: string): string {
  const union = new RegExp(`\\btype ${name}\\s*=([^;]*);`);
  if (!union.test(text)) throw new NoSuchPlace(`type ${name} = …`);
  return text.replace(union, (_, members: string) => `type ${name} =${members.trimEnd()} | ${member};`);
}

function bracket(text: string, opening: RegExp): { open: number; close: number } {
  const match = opening.exec(text);
  if (match === null) throw new NoSuchPlace(String(opening));
  const open = match.index + match[0].length - 1;
  return { open, close: closingOf(text, open) };
}

const pairs: Readonly<Record<string, string>> = { '[': ']', '{': '}', '(': ')' };

/** Where the bracket at a place is closed; what stands in texts and comments does not count. */
function closingOf(text: string, open: number): number {
  const skip = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[[\]{}()]/g;
  skip.lastIndex = open;
  const expected: string[] = [];
  for (let match = skip.exec(text); match !== null; match = skip.exec(text)) {
    const [found] = match;
    const closing = pairs[found];
    if (closing !== undefined) expected.push(closing);
    else if (found === expected.at(-1)) {
      expected.pop();
      if (expected.length === 0) return match.index;
    }
  }
  throw new NoSuchPlace(`the end of what begins with ${text.slice(open, open + 20)}`);
}

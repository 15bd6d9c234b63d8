/** A line of the file, as the platform takes it. */
export interface Publication {
  readonly line: number;
  readonly publishedAt: string;
  readonly name: string;
  readonly version: string;
  readonly author: string;
  readonly platforms: readonly string[];
  readonly labels: readonly string[];
  readonly contents: Readonly<Record<string, number>>;
  readonly dependencies: readonly string[];
}

/** A line that no platform would take, with the reason. */
export class BadLine extends Error {}

type Fields = Readonly<Record<string, unknown>>;

/** What the platform takes at the most: entries of a list, and characters of each. */
const limits = {
  word: { entries: 50, characters: 64 },
  dependency: { entries: 200, characters: 200 },
} as const;

/**
 * Looks at everything that decides who is brought in because of a line: a line that will be refused must not leave its
 * author or collective behind. What else is wrong with a line the platform says.
 * @throws {BadLine}
 */
export function parsePublication(line: number, text: string): Publication {
  const fields = objectIn(text);
  const required = (name: string): string => textOf(name, fields[name]);
  return {
    line,
    publishedAt: timeOf(required('publishedAt')),
    name: nameOf(required('name')),
    version: versionOf(required('version')),
    author: authorOf(required('author')),
    platforms: textsOf('platforms', fields['platforms'] ?? [], limits.word),
    labels: textsOf('labels', fields['labels'] ?? [], limits.word),
    contents: countsOf(fields['contents'] ?? {}),
    dependencies: textsOf('dependencies', fields['dependencies'] ?? [], limits.dependency),
  };
}

/** `@toolshed/1password` belongs to `toolshed`. */
export function collectiveOf({ name }: Publication): string {
  return name.slice(1, name.indexOf('/'));
}

function objectIn(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadLine(`It is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new BadLine('It is JSON, but not an object.');
}

function textOf(name: string, value: unknown): string {
  if (value === undefined) throw new BadLine(`It has no ${name}.`);
  if (typeof value !== 'string' || value === '') throw new BadLine(`Its ${name} is no text.`);
  if (!value.isWellFormed() || value.includes('\u0000'))
    throw new BadLine(`Its ${name} holds what is no character.`);
  return value;
}

function textsOf(
  name: string,
  value: unknown,
  { entries, characters }: { readonly entries: number; readonly characters: number },
): readonly string[] {
  if (!Array.isArray(value)) throw new BadLine(`Its ${name} are no list.`);
  if (value.length > entries) throw new BadLine(`Its ${name} are more than ${entries}.`);
  return value.map((item) => wordOf(name, item, characters));
}

/** One line of so many characters at the most. */
function wordOf(name: string, value: unknown, characters: number): string {
  const text = textOf(name, value);
  if (text.length > characters)
    throw new BadLine(
      `Its ${name} hold "${text.slice(0, 20)}…", which is longer than ${characters} characters.`,
    );
  if (/\p{Cc}/u.test(text)) throw new BadLine(`Its ${name} hold a control character.`);
  return text;
}

function countsOf(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadLine('Its contents are no object of counts.');
  const entries = Object.entries(value);
  if (entries.length > limits.word.entries)
    throw new BadLine(`Its contents name more than ${limits.word.entries} kinds.`);
  const counts = entries.map(([kind, count]) => {
    wordOf('contents', kind, limits.word.characters);
    if (['__proto__', 'constructor', 'prototype'].includes(kind))
      throw new BadLine(`Its contents name the kind "${kind}", which is not allowed.`);
    if (!Number.isSafeInteger(count) || Number(count) < 0)
      throw new BadLine(`Its contents say no whole number for "${kind}".`);
    return [kind, Number(count)] as const;
  });
  return Object.fromEntries(counts);
}

function timeOf(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    const time = new Date(text);
    if (!Number.isNaN(time.getTime()) && isDate(text.slice(0, 10))) return text;
  }
  throw new BadLine(`Its publishedAt, "${text.slice(0, 60)}", is no ISO 8601 time with an offset.`);
}

function nameOf(text: string): string {
  if (text.length <= 200 && /^@[a-z0-9_-]+(\/[a-z0-9_-]+)+$/.test(text)) return text;
  throw new BadLine(
    `Its name, "${text.slice(0, 60)}", is not of the form @collective/name with small letters, digits, "-" and "_".`,
  );
}

function versionOf(text: string): string {
  const date = /^(\d{4})\.(\d{2})\.(\d{2})\.(0|[1-9]\d{0,8})$/.exec(text);
  if (date !== null && isDate(`${date[1]}-${date[2]}-${date[3]}`)) return text;
  throw new BadLine(
    `Its version, "${text.slice(0, 60)}", is not YYYY.MM.DD.MICRO with a day that the calendar has.`,
  );
}

function authorOf(text: string): string {
  if (/^[a-z0-9][a-z0-9_-]{2,31}$/.test(text)) return text;
  throw new BadLine(
    `Its author, "${text.slice(0, 60)}", is no username: 3 to 32 small letters, digits, "-" and "_".`,
  );
}

/** `2026-02-30` is none: it would come back as another day. */
function isDate(day: string): boolean {
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day) && !day.startsWith('0000');
}

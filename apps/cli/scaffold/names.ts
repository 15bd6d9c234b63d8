import { usageError } from '../exit.js';

/** `member-joined` → `MemberJoined` */
export function pascal(name: string): string {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `member-joined` → `memberJoined` */
export function camel(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `member-joined` → `member_joined` */
export function snake(name: string): string {
  return name.replaceAll('-', '_');
}

/** `MemberJoined` and `memberJoined` → `member-joined` */
export function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** `member-joined` → `member joined` */
export function spoken(name: string): string {
  return name.replaceAll('-', ' ');
}

export interface FactName {
  readonly context: string;
  /** `member-joined` */
  readonly tail: string;
}

/** `collectives.member-joined`, with or without a version behind it. */
export function factName(text: string): FactName {
  const parts = /^([a-z][a-z0-9-]*)\.([a-z][a-z0-9-]*)(\.v1)?$/.exec(text);
  if (parts?.[1] !== undefined && parts[2] !== undefined) return { context: parts[1], tail: parts[2] };
  throw usageError(
    `"${text}" is no name of a fact.`,
    'It is made of the context and of what happened, in small letters and hyphens.',
    'For instance: collectives.collective-featured',
  );
}

export function contextName(text: string): string {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text) && text.length <= 40) return text;
  throw usageError(
    `"${text}" is no name of a context.`,
    'It becomes a folder, a schema and a class: small letters, digits and hyphens, and a letter first.',
    'For instance: audit',
  );
}

export function className(text: string): string {
  if (/^[A-Z][A-Za-z0-9]*$/.test(text)) return text;
  throw usageError(
    `"${text}" is no name of a class.`,
    'It begins with a capital letter and holds letters and digits.',
    'For instance: RecordRename',
  );
}

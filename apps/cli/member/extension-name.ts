import { usageError } from '../exit.js';

const namePattern = /^@[a-z0-9_-]+\/[a-z0-9_-]+(\/[a-z0-9_-]+)*$/;
const versionPattern = /^\d{4}\.\d{2}\.\d{2}\.\d+$/;

export interface Wanted {
  readonly name: string;
  /** Null: whichever is meant when none is named. */
  readonly version: string | null;
}

/** `@collective/name`, or `@collective/name@version`. @throws {CliError} */
export function wantedIn(text: string): Wanted {
  const at = text.indexOf('@', 1);
  const name = nameIn(at < 0 ? text : text.slice(0, at));
  return { name, version: at < 0 ? null : versionIn(text.slice(at + 1)) };
}

export function nameIn(text: string): string {
  if (namePattern.test(text) && text.length <= 200) return text;
  throw usageError(
    `"${text}" is no name of an extension.`,
    'A name is @collective/name, in small letters, digits, "-" and "_".',
    'Find one: boardwalk extensions search <words>',
  );
}

export function versionIn(text: string): string {
  if (versionPattern.test(text)) return text;
  throw usageError(
    `"${text}" is no version.`,
    'A version is YYYY.MM.DD.MICRO: a date, and a number within the day.',
    `Write it like ${versionOn(new Date(), 1)}`,
  );
}

/** @param micro which one of the day */
export function versionOn(day: Date, micro: number): string {
  return `${day.toISOString().slice(0, 10).replaceAll('-', '.')}.${micro}`;
}

/** The one that follows, today. @param latest null when there is none */
export function nextVersion(latest: string | null, today: Date): string {
  const [first = ''] = versionOn(today, 1).split(/\.\d+$/);
  if (latest === null || !latest.startsWith(`${first}.`)) return versionOn(today, 1);
  return versionOn(today, Number(latest.slice(first.length + 1)) + 1);
}

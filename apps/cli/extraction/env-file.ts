import { join } from 'node:path';
import { ofEachProcess, ownRoles } from './process.js';

/** A process that somebody starts by hand, beside one that runs. */
export interface HandStarted {
  readonly context: string;
  readonly transport: string;
  /** The data folder of the one that runs. */
  readonly home: string;
  /** Where that one is reached. */
  readonly platformUrl: string;
  /** Null for the process that runs identity itself. */
  readonly identityUrl: string | null;
  /** Variables that the one that runs was given. */
  readonly given: readonly string[];
}

/** Where its settings are kept. */
export function envFileOf({ context, home }: Pick<HandStarted, 'context' | 'home'>): string {
  return join(home, `${context}.env`);
}

/** Its data folder: two that answer requests do not share one. */
export function ownHomeOf({ context, home }: Pick<HandStarted, 'context' | 'home'>): string {
  return join(home, context);
}

/** Variables that it needs with the values that the others have. They may be secrets, so the file leaves them out. */
export function neededBy({ given }: Pick<HandStarted, 'given'>): readonly string[] {
  return given.filter((variable) => !ofEachProcess.includes(variable) && variable !== 'TRANSPORT');
}

/** The next port after that of the one that runs. */
export function ownPortOf({ platformUrl }: Pick<HandStarted, 'platformUrl'>): number {
  const port = Number(new URL(platformUrl).port);
  return port > 0 && port < 65_535 ? port + 1 : 3001;
}

/** First line of a file of ours. */
const mark = (context: string) => `# Written by "boardwalk extract ${context}".`;

export function isEnvFile(text: string, context: string): boolean {
  return text.startsWith(mark(context));
}

export function envFileText(process: HandStarted): string {
  const { context, transport, platformUrl, identityUrl, given } = process;
  const needed = neededBy(process);
  return [
    ...(needed.length === 0
      ? [mark(context)]
      : [`${mark(context)} Set besides, as for the other processes:`, `# ${needed.join(', ')}`]),
    `CONTEXTS=${context}`,
    `ROLES=${ownRoles.join(',')}`,
    `TRANSPORT=${transport}`,
    `PORT=${ownPortOf(process)}`,
    `BOARDWALK_HOME=${ownHomeOf(process)}`,
    ...(identityUrl === null ? [] : [`IDENTITY_URL=${identityUrl}`]),
    // Links in mails go on leading to where people are used to come.
    ...(given.includes('PUBLIC_URL') ? [] : [`PUBLIC_URL=${platformUrl}`]),
    '',
  ].join('\n');
}

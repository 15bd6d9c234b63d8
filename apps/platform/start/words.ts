import { EmbeddedPostgresError } from '@boardwalk/embedded-postgres';
import { RouteFaultsError } from '@boardwalk/http';
import { BrokerUnfitError, TransportCannotError } from '@boardwalk/messaging';
import { ConfigurationError } from '../configuration/fault.js';
import { StartError } from './start-error.js';

/** Words for the person at the terminal go to stderr; stdout is for the log alone. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

export interface Readiness {
  /** Null in a process that answers no requests. */
  readonly url: string | null;
  readonly operatorPath: string;
  readonly metricsUrl: string;
  readonly home: string;
  readonly roles: readonly string[];
  readonly contexts: readonly string[];
}

/** What the person needs to know now, and the next thing to type. */
export function readyLines({ url, operatorPath, metricsUrl, home, roles, contexts }: Readiness): string {
  const duty = `Runs   ${contexts.join(', ')} (${roles.join(', ')})`;
  const lines =
    url === null
      ? ['Boardwalk runs, and answers no requests here.', duty, `Metrics   ${metricsUrl}`, `Data   ${home}`]
      : [
          `Boardwalk is ready: ${url}`,
          duty,
          `Operator link, works once   ${url}${operatorPath}`,
          `Metrics   ${metricsUrl}`,
          `Data folder   ${home}`,
          'Next, in another terminal   npm run boardwalk tour',
        ];
  return `\n${lines.join('\n  ')}\n  Ctrl-C stops it.\n`;
}

/** What kept the program from starting: a sentence where we know it, the whole error where we do not. */
export function explained(error: unknown): string {
  if (error instanceof RouteFaultsError) {
    return `\n${error.message}\nIf it lacks an Authenticator: the context identity provides it. Add it to CONTEXTS, or leave web out of ROLES.`;
  }
  const known = [
    ConfigurationError,
    StartError,
    EmbeddedPostgresError,
    BrokerUnfitError,
    TransportCannotError,
  ];
  if (known.some((kind) => error instanceof kind)) return `\n${(error as Error).message}`;
  return `\nBoardwalk stopped because of an error that it does not know:\n${whole(error)}`;
}

function whole(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const told = error.stack ?? error.message;
  return error.cause === undefined ? told : `${told}\nCaused by: ${whole(error.cause)}`;
}

import { CliError, type ExitCode, exitCode } from '../exit.js';
import { plain } from '../terminal/text.js';
import type { Instance } from './instance.js';

/** The platform answered, and the answer is a refusal (RFC 9457). */
export class RefusedByPlatform extends CliError {
  constructor(
    readonly status: number,
    /** The tail of the problem's type: `projection-behind`. */
    readonly code: string,
    what: string,
    why: string,
    remedy: string,
    /** Milliseconds after which asking again is worth while; null when the answer does not say. */
    readonly retryAfter: number | null,
  ) {
    super(exitCodeOf(status), what, why, remedy);
    this.name = 'RefusedByPlatform';
  }

  /** Asking again in a moment may well succeed. */
  get isPassing(): boolean {
    return [429, 502, 503, 504].includes(this.status) || this.code === 'projection-behind';
  }
}

function exitCodeOf(status: number): ExitCode {
  if (status === 404) return exitCode.notFound;
  return status >= 500 ? exitCode.unreachable : exitCode.refused;
}

/** Nothing that could be used as an answer came back. */
export class Unreachable extends CliError {
  constructor(why: string, instance: Instance) {
    const remedy =
      instance.file === null
        ? 'Is it running, and is BOARDWALK_URL right?'
        : `${instance.file} names it; if it was stopped, start it again: npm start`;
    super(exitCode.unreachable, `The platform at ${instance.url} does not answer.`, why, remedy);
    this.name = 'Unreachable';
  }
}

interface ProblemBody {
  readonly type?: unknown;
  readonly title?: unknown;
  readonly detail?: unknown;
  readonly traceId?: unknown;
  readonly errors?: unknown;
}

export function refusalOf(response: Response, body: unknown, { token }: Instance): RefusedByPlatform {
  const problem: ProblemBody = typeof body === 'object' && body !== null ? body : {};
  const { status } = response;
  const code = text(problem.type)?.split('/').at(-1) ?? `http-${status}`;
  const title = text(problem.title) ?? (response.statusText || `HTTP ${status}`);
  const what = status === 404 ? `${title}.` : `The platform refused: ${title}.`;
  const faults = Array.isArray(problem.errors) ? problem.errors.slice(0, 5).map(faultOf) : [];
  const why = [text(problem.detail) ?? `It answered ${status}.`, ...faults].join('\n');
  const remedy = remedyOf(status, token, text(problem.traceId));
  return new RefusedByPlatform(status, code, what, why, remedy, retryAfterOf(response));
}

function remedyOf(status: number, token: string | null, traceId: string | null): string {
  if (status === 401)
    return token === null
      ? 'Set BOARDWALK_TOKEN to the operator token of this platform.'
      : 'The token is not the one of this platform; is BOARDWALK_TOKEN still right?';
  if (status >= 500 && traceId !== null) return `See what happened: boardwalk trace ${traceId}`;
  return '';
}

function faultOf(fault: unknown): string {
  const { pointer, detail } = (fault ?? {}) as { pointer?: unknown; detail?: unknown };
  return `${text(pointer) ?? ''} ${text(detail) ?? ''}`.trim();
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? plain(value) : null;
}

function retryAfterOf(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

import { CliError, type ExitCode, exitCode } from '../exit.js';
import { plain } from '../terminal/text.js';
import { withoutRoutes } from './advice.js';
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
    super(exitCodeOf(status, code), what, why, remedy);
    this.name = 'RefusedByPlatform';
  }

  /** Asking again in a moment may well succeed. */
  get isPassing(): boolean {
    return [429, 502, 503, 504].includes(this.status) || this.code === 'projection-behind';
  }
}

/** Refusals of what was typed rather than of what was asked for. */
const mistyped: readonly string[] = ['no-such-type', 'no-such-place'];

function exitCodeOf(status: number, code: string): ExitCode {
  if (mistyped.includes(code)) return exitCode.usage;
  if (status === 404 && code !== 'no-such-route') return exitCode.notFound;
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

export function refusalOf(
  response: Response,
  body: unknown,
  { token, speaker }: Instance,
): RefusedByPlatform {
  const problem: ProblemBody = typeof body === 'object' && body !== null ? body : {};
  const { status } = response;
  const code = text(problem.type)?.split('/').at(-1) ?? `http-${status}`;
  const retryAfter = retryAfterOf(response);
  if (code === 'no-such-route') return new RefusedByPlatform(status, code, ...unableToDoThat, retryAfter);
  const title = text(problem.title) ?? (response.statusText || `HTTP ${status}`);
  const speaksForItself = status === 404 || mistyped.includes(code);
  const what = speaksForItself ? `${title}.` : `The platform refused: ${title}.`;
  const faults = Array.isArray(problem.errors) ? problem.errors.slice(0, 5).map(faultOf) : [];
  const said = withoutRoutes(text(problem.detail) ?? `It answered ${status}.`);
  const why = [said.why, ...faults].join('\n');
  const remedy = remedyOf(status, { token, speaker }, text(problem.traceId)) ?? said.remedy;
  return new RefusedByPlatform(status, code, what, why, remedy, retryAfter);
}

const unableToDoThat = [
  'This platform cannot do that.',
  'It runs without the context that would, or is of another version than this program.',
  'Ask one that runs the context (CONTEXTS names them), and whose version is that of boardwalk --version.',
] as const;

function remedyOf(
  status: number,
  { token, speaker }: Pick<Instance, 'token'> & { readonly speaker: Instance['speaker'] },
  traceId: string | null,
): string | null {
  if (status === 401 && speaker === 'member') return 'Sign in again: boardwalk login';
  if (status === 401 && speaker === 'key of the environment')
    return 'BOARDWALK_API_KEY is no key of this platform, or not any more. Set another one, or unset it and sign in: boardwalk login';
  if (status === 401)
    return token === null
      ? 'Set BOARDWALK_TOKEN to the operator token of this platform.'
      : 'The token is not the one of this platform; is BOARDWALK_TOKEN still right?';
  if (status >= 500 && traceId !== null) return `See what happened: boardwalk trace ${traceId}`;
  return null;
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

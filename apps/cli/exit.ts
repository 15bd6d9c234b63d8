/** What the shell learns. */
export const exitCode = {
  ok: 0,
  /** The answer is no: a check failed, lines were rejected. */
  negative: 1,
  usage: 2,
  notFound: 3,
  unreachable: 4,
  timeout: 5,
  refused: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Runs a verb and keeps its exit code. The code of a verb is loaded when the verb is used. */
export type Act = <Words extends unknown[]>(
  verb: (...words: Words) => Promise<ExitCode>,
) => (...words: Words) => Promise<void>;

/** Something that the person at the keyboard can mend. */
export class CliError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    readonly what: string,
    readonly why: string,
    readonly remedy: string,
  ) {
    super(what);
    this.name = 'CliError';
  }

  /** In the form in which every error is printed. */
  override toString(): string {
    const lines = [`boardwalk: ${this.what}`];
    if (this.why !== '') lines.push(`  Why:  ${indented(this.why)}`);
    if (this.remedy !== '') lines.push(`  Mend: ${indented(this.remedy)}`);
    return lines.join('\n');
  }
}

/** Ctrl-C, or the signal that stands for it. There may be nothing to say about it. */
export class Interrupted extends CliError {
  constructor(done = '', remedy = '') {
    super(exitCode.interrupted, done, '', remedy);
    this.name = 'Interrupted';
  }
}

/** @param remedy what to type instead */
export function usageError(what: string, why: string, remedy: string): CliError {
  return new CliError(exitCode.usage, what, why, remedy);
}

function indented(text: string): string {
  return text.trim().split('\n').join('\n        ');
}

/** One variable of the environment that cannot be used. */
export interface Fault {
  readonly variable: string;
  /** A sentence that goes on after the variable's name: what is wrong, why, and how to mend it. */
  readonly problem: string;
}

/** The program does not start with these settings. The message names every variable that is wrong, and no secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly faults: readonly Fault[]) {
    const lines = faults.map(({ variable, problem }) => `  ${variable} ${problem}`);
    super(`Boardwalk does not start, because of its settings:\n${lines.join('\n')}`);
  }
}

/** The program does not start, for a reason that whoever starts it can mend. */
export class StartError extends Error {
  override readonly name = 'StartError';

  constructor(what: string, why: string, remedy: string, options?: ErrorOptions) {
    super(`${what}\n  Why:  ${why}\n  Mend: ${remedy}`, options);
  }
}

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

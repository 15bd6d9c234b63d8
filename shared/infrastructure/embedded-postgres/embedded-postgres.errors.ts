/** The embedded database could not be made, started or reached; the message says what, why and how to mend. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(what: string, why: string, remedy: string, options?: ErrorOptions) {
    super(`${what}: ${why.trim()}\n${remedy}`, options);
  }
}

export const ownServer = 'Or name a PostgreSQL server of your own in DATABASE_URL; then none is embedded.';

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

import pg from 'pg';

/** An error as the server reports it, with its SQLSTATE. */
export function databaseError(code: string, message: string): pg.DatabaseError {
  const error = new pg.DatabaseError(message, message.length, 'error');
  error.code = code;
  return error;
}

export const uniqueViolation = (what: string): pg.DatabaseError =>
  databaseError('23505', `duplicate key value violates unique constraint "${what}"`);

/** What the driver says when a connection goes while it is used; it has no code. */
export const connectionLost = (): Error => new Error('Connection terminated unexpectedly');

/** What the driver says to whoever goes on using it. */
export const connectionUnusable = (): Error =>
  new Error('Client has encountered a connection error and is not queryable');

export const connectionRefused = (): Error =>
  Object.assign(new Error('connect ECONNREFUSED (simulated)'), { code: 'ECONNREFUSED' });

export const startingUp = (): pg.DatabaseError =>
  databaseError('57P03', 'the database system is starting up');

export const aborted = (): pg.DatabaseError =>
  databaseError('25P02', 'current transaction is aborted, commands ignored until end of transaction block');

import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { isDatabaseAway, isTransient } from '../index.js';

function databaseError(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('it failed', 0, 'error'), { code });
}

describe('an error of the database', () => {
  it.each(['40001', '40P01'])('%s asks for the same transaction again', (code) => {
    expect(isTransient(databaseError(code))).toBe(true);
    expect(isDatabaseAway(databaseError(code))).toBe(false);
  });

  it.each(['57P01', '08006', '53300'])('%s says that the database is away', (code) => {
    expect(isDatabaseAway(databaseError(code))).toBe(true);
    expect(isTransient(databaseError(code))).toBe(false);
  });

  it.each(['23505', '22P02', '42601'])('%s is the fault of the statement', (code) => {
    expect(isDatabaseAway(databaseError(code))).toBe(false);
    expect(isTransient(databaseError(code))).toBe(false);
  });
});

describe('an error of the connection', () => {
  it('says that the database is away', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(isDatabaseAway(refused)).toBe(true);
    expect(isDatabaseAway(new Error('Connection terminated unexpectedly'))).toBe(true);
  });

  it('is not every error', () => {
    expect(isDatabaseAway(new Error('The mailbox is full.'))).toBe(false);
    expect(isDatabaseAway('away')).toBe(false);
  });
});

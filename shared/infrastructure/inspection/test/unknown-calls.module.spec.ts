import { type CallOutcome, IntentSender } from '@boardwalk/messaging';
import { Database, UnitsOfWork } from '@boardwalk/persistence';
import type { World } from '@boardwalk/testing';
import { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectionWorld, operate, read } from './inspection-world.js';

interface Unknown {
  readonly items: { queue: string; id: string; isRepeatable: boolean }[];
}

let world: World;
let outcome: CallOutcome;

beforeEach(async () => {
  outcome = { kind: 'unknown', error: 'no answer' };
  world = await inspectionWorld();
  await world.rows('CREATE SCHEMA letters');
  for (const table of ['kept', 'forgotten']) {
    await world.rows(`CREATE TABLE letters.${table} (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(), status text NOT NULL DEFAULT 'queued', attempt integer NOT NULL DEFAULT 0,
      next_attempt_at timestamptz NOT NULL, leased_until timestamptz, provider_id text, last_error text, trace text NOT NULL)`);
    await world.rows(`CREATE TABLE letters.${table}_attempts (
      intent_id uuid NOT NULL, attempt integer NOT NULL, started_at timestamptz NOT NULL, ended_at timestamptz,
      outcome text, error text, PRIMARY KEY (intent_id, attempt))`);
    world.app.get(IntentSender).serve(lettersOf(world), {
      table,
      call: async () => outcome,
      attempts: 3,
      firstDelayMs: 1_000,
      longestDelayMs: 1_000,
      timeoutMs: 5_000,
      concurrency: 4,
      destination: 'localhost',
      isRepeatable: table === 'kept',
    });
    await world.rows(`INSERT INTO letters.${table} (next_attempt_at, trace) VALUES ($1, '{}')`, [
      world.clock.now(),
    ]);
  }
  await world.drain();
});
afterEach(() => world.stop());

const lettersOf = ({ app }: World) => new Database('letters', app.get(Pool), app.get(UnitsOfWork));
const statusOf = async (table: string) =>
  (await world.rows<{ status: string }>(`SELECT status FROM letters.${table}`))[0]?.status;

describe('calls of which nobody knows whether they arrived', () => {
  it('are listed, and settled by what an operator found out', async () => {
    const { items } = await read<Unknown>(world, '/unknown-calls');
    expect(items.map(({ queue, isRepeatable }) => [queue, isRepeatable])).toEqual([
      ['letters.kept', true],
      ['letters.forgotten', false],
    ]);
    const [kept, forgotten] = items.map(({ queue, id }) => `/unknown-calls/${queue}/${id}/settle`);

    const refusal = await operate(world, 'POST', forgotten ?? '', { as: 'again' });
    expect([refusal.status, (refusal.body as { type: string }).type]).toEqual([
      409,
      '/problems/call-not-repeatable',
    ]);
    expect((await operate(world, 'POST', forgotten ?? '', { as: 'failed' })).body).toEqual({ settled: true });
    expect(await statusOf('forgotten')).toBe('failed');

    outcome = { kind: 'accepted' };
    expect((await operate(world, 'POST', kept ?? '', { as: 'again' })).body).toEqual({ settled: true });
    expect((await operate(world, 'POST', kept ?? '', { as: 'sent' })).body).toEqual({ settled: false });
    await world.drain();
    expect(await statusOf('kept')).toBe('sent');
    expect(await read<Unknown>(world, '/unknown-calls')).toEqual({ items: [] });
    const audit = await read<{ items: { action: string; count: number }[] }>(world, '/audit');
    expect(audit.items.map(({ action, count }) => [action, count])).toEqual([
      ['call.settle', 0],
      ['call.settle', 1],
      ['call.settle', 1],
    ]);
  });
});

import type { CallOutcome } from '@boardwalk/messaging';
import type { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectionWorld, operate, read } from './inspection-world.js';
import { letter, serveLetters } from './letters.js';

interface Unknown {
  readonly items: { queue: string; id: string; isRepeatable: boolean }[];
}

let world: World;
let outcome: CallOutcome;

beforeEach(async () => {
  outcome = { kind: 'unknown', error: 'no answer' };
  world = await inspectionWorld();
  for (const table of ['kept', 'forgotten']) {
    await serveLetters(world, { table, call: async () => outcome, isRepeatable: table === 'kept' });
    await letter(world, table);
  }
  await world.drain();
});
afterEach(() => world.stop());

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
    const audit = await read<{ items: { action: string; count: number }[] }>(world, '/audit?outcome=done');
    expect(audit.items.map(({ action, count }) => [action, count])).toEqual([
      ['call.settle', 0],
      ['call.settle', 1],
      ['call.settle', 1],
    ]);
  });
});

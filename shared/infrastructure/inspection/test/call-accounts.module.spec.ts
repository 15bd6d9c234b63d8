import type { CallOutcome } from '@boardwalk/messaging';
import type { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectionWorld, operate, read } from './inspection-world.js';
import { letter, serveLetters } from './letters.js';

const queue = 'letters.sent';

let world: World;
let outcome: CallOutcome;

beforeEach(async () => {
  outcome = { kind: 'accepted' };
  world = await inspectionWorld();
  await serveLetters(world, { table: 'sent', call: async () => outcome, isRepeatable: true });
});
afterEach(() => world.stop());

const findings = async (of = queue) =>
  (
    await read<{ checks: { name: string; ok: boolean; detail: string; mend: string | null }[] }>(
      world,
      '/doctor',
    )
  ).checks.filter(({ name }) => name === of);
const called = async (as: CallOutcome) => {
  outcome = as;
  await letter(world, 'sent');
  await world.drain();
};
const settle = async (as: 'sent' | 'failed' | 'again') => {
  const { items } = await read<{ items: { id: string }[] }>(world, '/unknown-calls');
  for (const { id } of items) await operate(world, 'POST', `/unknown-calls/${queue}/${id}/settle`, { as });
};
const accepted: CallOutcome = { kind: 'accepted' };
const unknown: CallOutcome = { kind: 'unknown', error: 'no answer' };
const refused = (permanent: boolean): CallOutcome => ({ kind: 'refused', permanent, error: 'no' });

describe('the calls to the world outside', () => {
  it('add up, whatever became of them', async () => {
    await called(accepted);
    await called(refused(true));
    for (const verdict of ['sent', 'failed'] as const) {
      await called(unknown);
      await settle(verdict);
    }
    await called(unknown);
    outcome = accepted;
    await settle('again');
    await world.drain();
    await called(refused(false));
    expect(await findings()).toEqual([
      {
        name: queue,
        ok: true,
        detail: '6 calls promised: 3 made, 2 given up, 1 to come.',
        mend: null,
      },
    ]);
  });

  it('are shown while nobody knows whether they arrived', async () => {
    await called(unknown);
    expect(await findings()).toMatchObject([
      {
        ok: false,
        detail: 'Nobody knows whether 1 call arrived.',
        mend: expect.stringContaining('boardwalk calls settle'),
      },
    ]);
  });

  it.each([
    ['was made and has no attempt', 'DELETE FROM letters.sent_attempts'],
    ['was made and waits to be made again', `UPDATE letters.sent SET status = 'queued'`],
    ['was made and is called refused', `UPDATE letters.sent SET status = 'failed'`],
    ['is none of the things that it can be', `UPDATE letters.sent SET status = 'lost'`],
    ['was tried more often than it knows', 'UPDATE letters.sent SET attempt = 0'],
  ])('do not add up when one %s', async (_, harm) => {
    await called(accepted);
    expect(await findings()).toMatchObject([{ ok: true }]);
    await world.rows(harm);
    const [{ id } = { id: '' }] = await world.rows<{ id: string }>('SELECT id FROM letters.sent');
    expect(await findings()).toMatchObject([
      {
        ok: false,
        detail: expect.stringContaining(`one is ${id}`),
        mend: expect.stringContaining('letters.sent_attempts by hand'),
      },
    ]);
  });

  it('are told of for a week when one arrived twice', async () => {
    await called(unknown);
    outcome = accepted;
    await settle('again');
    await world.drain();
    expect(await findings()).toMatchObject([{ ok: true }]);
    await world.rows(`UPDATE letters.sent_attempts SET outcome = 'accepted'`);
    expect(await findings()).toMatchObject([
      {
        ok: false,
        detail: expect.stringContaining('1 call of the last seven days arrived more than once'),
        mend: expect.stringContaining('Tell whoever was called'),
      },
    ]);
    world.clock.advance(8 * 86_400_000);
    expect(await findings()).toMatchObject([{ ok: true }]);
  });

  it('may arrive twice where that is the same as once', async () => {
    const call = async () => outcome;
    await serveLetters(world, { table: 'forgettings', call, isRepeatable: true, isIdempotent: true });
    outcome = unknown;
    await letter(world, 'forgettings');
    await world.drain();
    outcome = accepted;
    world.clock.advance(1_000);
    await world.drain();
    await world.rows(`UPDATE letters.forgettings_attempts SET outcome = 'accepted'`);
    expect(await findings('letters.forgettings')).toMatchObject([
      { ok: true, detail: '1 call promised: 1 made, 0 given up, 0 to come.' },
    ]);
  });

  it('are not left lying: neither one that is due, nor one whose process died', async () => {
    await letter(world, 'sent');
    expect(await findings()).toMatchObject([{ ok: true }]);
    world.clock.advance(61_000);
    const nobody = {
      ok: false,
      detail: expect.stringContaining('Nobody makes 1 call, due since'),
      mend: expect.stringContaining('CONTEXTS include letters'),
    };
    expect(await findings()).toMatchObject([nobody]);
    await world.rows(
      `UPDATE letters.sent SET status = 'sending', attempt = 1, leased_until = next_attempt_at`,
    );
    await world.rows(`INSERT INTO letters.sent_attempts (intent_id, attempt, started_at)
      SELECT id, 1, next_attempt_at FROM letters.sent`);
    expect(await findings()).toMatchObject([nobody]);
  });

  it('may take their time while any of them is made', async () => {
    await letter(world, 'sent');
    world.clock.advance(61_000);
    await world.rows(
      `WITH other AS (
        INSERT INTO letters.sent (status, attempt, next_attempt_at, trace) VALUES ('sent', 1, $1, '{}') RETURNING id)
      INSERT INTO letters.sent_attempts SELECT id, 1, $1, $1, 'accepted' FROM other`,
      [world.clock.now()],
    );
    expect(await findings()).toMatchObject([{ ok: true }]);
  });
});

import { type CallOutcome, IntentSender, type Verdict } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionLost, interceptQueries } from './intercepted-queries.js';
import { behaveWell, ProbeModule } from './probe.js';

let world: World;
let answer: () => CallOutcome | Promise<CallOutcome>;
let calls: number;

beforeEach(async () => {
  behaveWell();
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
  await world.rows(`CREATE TABLE probe.calls (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), status text NOT NULL DEFAULT 'queued', attempt integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL, leased_until timestamptz, provider_id text, last_error text, trace text NOT NULL)`);
  await world.rows(`CREATE TABLE probe.calls_attempts (
    intent_id uuid NOT NULL, attempt integer NOT NULL, started_at timestamptz NOT NULL, ended_at timestamptz,
    outcome text, error text, PRIMARY KEY (intent_id, attempt))`);
  calls = 0;
  world.app.get(IntentSender).serve(world.app.get(Database, { strict: false }), {
    table: 'calls',
    call: async () => {
      calls += 1;
      return answer();
    },
    attempts: 3,
    firstDelayMs: 1_000,
    longestDelayMs: 1_000,
    timeoutMs: 5_000,
    concurrency: 4,
    destination: 'localhost',
    isRepeatable: true,
  });
  await world.rows(`INSERT INTO probe.calls (next_attempt_at, trace) VALUES ($1, '{}')`, [world.clock.now()]);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

/** The process sleeps during its call, and another one finds it abandoned. */
async function sleepsDuringCall(meanwhile: () => Promise<unknown>, outcome: CallOutcome): Promise<void> {
  const sender = world.app.get(IntentSender);
  const [reached, woken] = [Promise.withResolvers<void>(), Promise.withResolvers<CallOutcome>()];
  answer = () => {
    reached.resolve();
    return woken.promise;
  };
  const sleeping = sender.drain();
  await reached.promise;
  answer = () => ({ kind: 'accepted' });
  world.clock.advance(60_000);
  await sender.drain();
  expect(await intents()).toMatchObject([{ status: 'unknown', attempt: 1 }]);
  await meanwhile();
  woken.resolve(outcome);
  await sleeping;
}

const attempts = () => world.rows('SELECT attempt, outcome FROM probe.calls_attempts ORDER BY attempt');
const intents = () => world.rows('SELECT status, attempt, last_error FROM probe.calls');

describe('a call to the world outside', () => {
  it('whose outcome is known is not called unknown because the database was away for a moment', async () => {
    answer = () => ({ kind: 'accepted' });
    interceptQueries(async (text, send) => {
      if (text.includes('"calls"') && text.includes('provider_id =')) throw connectionLost();
      return send();
    });
    await world.drain();
    vi.restoreAllMocks();
    world.clock.advance(60_000);
    await world.drain();
    expect(await intents()).toEqual([{ status: 'sent', attempt: 1, last_error: null }]);
    expect(calls).toBe(1);
  });

  it('that was refused with words that cannot be stored is tried again', async () => {
    answer = () => ({ kind: 'refused', permanent: false, error: '451 \0 later' });
    await world.drain();
    answer = () => ({ kind: 'accepted' });
    world.clock.advance(60_000);
    await world.drain();
    expect(await intents()).toEqual([{ status: 'sent', attempt: 2, last_error: null }]);
  });

  it('whose outcome is unknown waits for somebody to say what became of it', async () => {
    const sender = world.app.get(IntentSender);
    answer = () => ({ kind: 'unknown', error: 'no answer' });
    await world.drain();
    world.clock.advance(600_000);
    await world.drain();
    expect(calls).toBe(1);
    const [call, ...others] = await sender.unknown(10);
    expect(others).toEqual([]);
    expect(call).toMatchObject({ queue: 'probe.calls', attempt: 1, error: 'no answer', isRepeatable: true });

    const { queue, id } = call ?? { queue: '', id: '' };
    answer = () => ({ kind: 'accepted' });
    expect(await sender.reconcile(queue, id, 'again')).toBe(true);
    expect(await sender.reconcile(queue, id, 'sent')).toBe(false);
    await world.drain();
    expect(await intents()).toEqual([{ status: 'sent', attempt: 2, last_error: null }]);
    expect(await sender.unknown(10)).toEqual([]);
  });

  it.each(['sent', 'failed'] as const)('that is said to be %s is not made again', async (verdict) => {
    const sender = world.app.get(IntentSender);
    answer = () => ({ kind: 'unknown', error: 'no answer' });
    await world.drain();
    const [call] = await sender.unknown(10);
    expect(await sender.reconcile('probe.calls', call?.id ?? '', verdict)).toBe(true);
    world.clock.advance(600_000);
    await world.drain();
    expect(await intents()).toEqual([{ status: verdict, attempt: 1, last_error: 'no answer' }]);
    expect(calls).toBe(1);
    expect(await sender.reconcile('probe.nowhere', call?.id ?? '', verdict)).toBe(false);
  });
});

describe('a call whose process wakes late', () => {
  const refused: CallOutcome = { kind: 'refused', permanent: false, error: 'busy' };
  const settled = (verdict: Verdict) => async () => {
    const [call] = await world.app.get(IntentSender).unknown(10);
    return world.app.get(IntentSender).reconcile('probe.calls', call?.id ?? '', verdict);
  };

  it.each([
    ['accepted', { kind: 'accepted' }, 'sent'],
    ['refused', refused, 'queued'],
  ] as const)('is what it then says while nobody has settled it: %s', async (kind, outcome, status) => {
    await sleepsDuringCall(async () => undefined, outcome);
    expect(await intents()).toMatchObject([{ status, attempt: 1 }]);
    expect(await attempts()).toEqual([{ attempt: 1, outcome: kind }]);
  });

  it.each(['sent', 'failed'] as const)('stays as somebody settled it: %s', async (verdict) => {
    await sleepsDuringCall(settled(verdict), refused);
    world.clock.advance(60_000);
    await world.drain();
    expect(await intents()).toMatchObject([{ status: verdict, attempt: 1 }]);
    expect(await attempts()).toEqual([{ attempt: 1, outcome: 'unknown' }]);
    expect(calls).toBe(1);
  });

  it('is not made again when it says that it arrived after all', async () => {
    await sleepsDuringCall(settled('again'), { kind: 'accepted' });
    await world.drain();
    expect(await intents()).toMatchObject([{ status: 'sent', attempt: 1 }]);
    expect(calls).toBe(1);
  });

  it('says that it arrived twice when it was made again already', async () => {
    await sleepsDuringCall(
      async () => {
        await settled('again')();
        await world.app.get(IntentSender).drain();
      },
      { kind: 'accepted' },
    );
    expect(await intents()).toMatchObject([{ status: 'sent', attempt: 2 }]);
    expect(await attempts()).toEqual([
      { attempt: 1, outcome: 'accepted' },
      { attempt: 2, outcome: 'accepted' },
    ]);
  });
});

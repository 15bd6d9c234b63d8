import { type CallOutcome, IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionLost, interceptQueries } from './intercepted-queries.js';
import { behaveWell, ProbeModule } from './probe.js';

let world: World;
let answer: () => CallOutcome;
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
  });
  await world.rows(`INSERT INTO probe.calls (next_attempt_at, trace) VALUES ($1, '{}')`, [world.clock.now()]);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

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
});

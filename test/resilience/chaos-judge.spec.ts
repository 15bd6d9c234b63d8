import { type TestDatabase, testDatabase } from '@boardwalk/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApplication } from './chaos/application/application.js';
import { crews, EverythingConsumer, subscriptions } from './chaos/application/consumers.js';
import { Budget } from './chaos/budget.js';
import { Convergence } from './chaos/convergence.js';
import { ExternalSink } from './chaos/external-sink.js';
import type { Evidence } from './chaos/invariants/invariant.js';
import { judge } from './chaos/invariants/judge.js';
import { replayIntoShadow } from './chaos/replay.js';
import { scheduleOf } from './chaos/schedule.js';
import { Witness } from './chaos/witness.js';
import { HostileWriters } from './chaos/writers.js';

const facts = 200;

let database: TestDatabase;
let client: pg.Client;
let flawless: Evidence;

/** A small siege without a single blow. */
beforeAll(async () => {
  database = await testDatabase('judge of chaos');
  const sink = await ExternalSink.open({ fraction: () => 0.999 });
  // What writes to the world outside cannot be replayed, so the crews are apart, as in a siege.
  const ofLetters = crews.filter(({ name }) => name === 'letters');
  const others = crews.filter(({ name }) => name !== 'letters');
  const started = { url: database.url, roles: ['relay', 'worker'] as const };
  const letters = await startApplication({
    ...started,
    name: 'letters',
    consumers: ofLetters.flatMap(({ consumers }) => consumers),
    sink: sink.url,
  });
  const undisturbed = await startApplication({
    ...started,
    name: 'undisturbed',
    consumers: others.flatMap(({ consumers }) => consumers),
  });
  const witness = new Witness(database.url);
  await witness.install();
  const budget = new Budget(facts);
  budget.finish();
  const writers = new HostileWriters(undisturbed, witness, budget, { seed: 1, keys: 5 });
  await writers.write();
  const end = await new Convergence(witness, subscriptions).untilEnd(performance.now());
  await replayIntoShadow(undisturbed, EverythingConsumer.subscription);
  await undisturbed.stop();
  await letters.stop();
  await witness.readOn();
  await witness.close();
  await sink.close();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  flawless = {
    witness: {
      rows: async <Row extends object>(text: string, values?: readonly unknown[]) =>
        (await client.query<Row>(text, [...(values ?? [])])).rows,
    },
    subscriptions,
    deeds: writers.deeds,
    receipts: [...sink.receipts.values()],
    freezes: 0,
    refusals: 0,
    leaks: [],
    deaths: [],
    convergence: { standstill: 0, end },
    peak: { rss: 0, waiting: 0, depth: 0 },
  };
}, 120_000);
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Ids of what is broken when this was done to the database, or is said besides; undone afterwards. */
async function broken(tampering: string, said: Partial<Evidence> = {}): Promise<string[]> {
  await client.query('BEGIN');
  try {
    await client.query(tampering);
    const verdicts = await judge({ ...flawless, ...said });
    return verdicts.filter(({ count }) => count > 0).map(({ id }) => id);
  } finally {
    await client.query('ROLLBACK');
  }
}

const anEffect = `(SELECT place FROM chaos.effects WHERE subscription = 'chaos.everything' ORDER BY place LIMIT 1)`;

describe('the judge of a siege', () => {
  it('finds nothing where nothing happened', async () => {
    expect(await broken('')).toEqual([]);
  });

  it.each([
    ['I1', 'a lost fact', 'DELETE FROM messaging.facts WHERE pos = (SELECT max(pos) FROM messaging.facts)'],
    [
      'I2',
      'a change that was never told',
      `INSERT INTO chaos.changes VALUES ('key-0', 9999, 'nothing', 'none')`,
    ],
    [
      'I3',
      'a row that a reader never met',
      'DELETE FROM witness.readings WHERE place = (SELECT min(place) FROM witness.readings)',
    ],
    [
      'I3',
      'a position that changed',
      'UPDATE witness.readings SET tick = tick - 1 WHERE place = (SELECT max(place) FROM witness.readings)',
    ],
    ['I4', 'a lost effect', `DELETE FROM chaos.effects WHERE place = ${anEffect}`],
    [
      'I4',
      'an effect beside a dead letter',
      `INSERT INTO messaging.deliveries (subscription, log, event_id, tick, pos, type, key, state, attempts, raw)
       SELECT subscription, gen_random_uuid(), event_id, 1, 1, 't', key, 'skipped', 1, '' FROM chaos.effects WHERE place = ${anEffect}`,
    ],
    [
      'I5',
      'a repeated effect',
      `INSERT INTO chaos.effects (xid, subscription, event_id, key, version, deed, worker)
       SELECT xid, subscription, event_id, key, version, deed, worker FROM chaos.effects WHERE place = ${anEffect}`,
    ],
    [
      'I6',
      'an effect that overtook another',
      `UPDATE chaos.effects SET version = CASE version WHEN 1 THEN 2 ELSE 1 END
       WHERE subscription = 'chaos.everything' AND key = 'key-1' AND version IN (1, 2)`,
    ],
    [
      'I7',
      'a cursor that moved back',
      `INSERT INTO witness.moves (subscription, bucket, owner, epoch, tick, pos)
       SELECT 'chaos.everything', 0, owner, epoch, 0, 1 FROM witness.moves
       WHERE subscription = 'chaos.everything' ORDER BY place DESC LIMIT 1`,
    ],
    [
      'I8',
      'an effect of somebody else',
      `UPDATE chaos.effects SET worker = 'another' WHERE place = ${anEffect}`,
    ],
    [
      'I8',
      'an effect without a move of the cursor',
      `UPDATE chaos.effects SET xid = pg_current_xact_id() WHERE place = ${anEffect}`,
    ],
    [
      'I8',
      'an older epoch that wrote after a newer',
      `INSERT INTO witness.moves (subscription, bucket, owner, epoch, tick, pos)
       SELECT 'chaos.everything', 0, owner, 0, tick, pos FROM witness.moves
       WHERE subscription = 'chaos.everything' ORDER BY place DESC LIMIT 1`,
    ],
    [
      'I12',
      'an effect that a replay does not have',
      'DELETE FROM chaos_shadow.effects WHERE place = (SELECT min(place) FROM chaos_shadow.effects)',
    ],
    [
      'I13',
      'a call that nobody promised',
      'DELETE FROM chaos.letters WHERE id = (SELECT id FROM chaos.letters LIMIT 1)',
    ],
    ['I13', 'a call that was never settled', `UPDATE chaos.letters SET status = 'sending'`],
    [
      'I13b',
      'an intent beyond the first',
      `INSERT INTO chaos.letters (id, key, version, status, next_attempt_at, trace)
       SELECT gen_random_uuid(), key, version, 'unknown', now(), '{}' FROM chaos.letters LIMIT 1`,
    ],
    [
      'I14b',
      'retries without end',
      `INSERT INTO messaging.deliveries (subscription, log, event_id, tick, pos, type, key, state, attempts, raw)
       VALUES ('s', gen_random_uuid(), gen_random_uuid(), 1, 1, 't', 'k', 'done', 21, '')`,
    ],
    [
      'I15',
      'personal plaintext in the log',
      `UPDATE messaging.facts SET headers = '{"who":"planted-plaintext.1@personal.example"}' WHERE pos = (SELECT min(pos) FROM messaging.facts)`,
    ],
  ])('%s sees %s', async (id, _what, tampering) => {
    expect(await broken(tampering)).toContain(id);
  });

  it('sees what no table tells', async () => {
    const [deed] = flawless.deeds.acknowledged.keys();
    const [receipt] = flawless.receipts;
    if (deed === undefined || receipt === undefined) throw new Error('The undisturbed siege did nothing.');
    const { deeds, receipts } = flawless;
    expect(await broken('', { deeds: { ...deeds, abandoned: new Set([deed]) } })).toEqual(['I9']);
    expect(await broken('', { deeds: { ...deeds, acknowledged: new Map([['nothing', 1]]) } })).toEqual([
      'I1',
    ]);
    expect(await broken('', { receipts: [{ ...receipt, accepted: 2 }, ...receipts.slice(1)] })).toEqual([
      'I13',
    ]);
    expect(await broken('', { receipts: receipts.slice(1) })).toEqual(['I13']);
    expect(await broken('', { freezes: 9, refusals: 0 })).toEqual(['I8b']);
    expect(await broken('', { convergence: { standstill: 1, end: undefined } })).toEqual(['I10']);
    expect(await broken('', { peak: { rss: 2e9, waiting: 0, depth: 0 } })).toEqual(['I14']);
    expect(await broken('', { leaks: ['a span'] })).toEqual(['I15b']);
    expect(await broken('', { deaths: ['a worker: code 1'] })).toEqual(['alive']);
  });
});

describe('the schedule of a siege', () => {
  const settings = { kills: 20, freezes: 10, restarts: 3, crews: ['a', 'b', 'c'] };

  it('is the same for the same seed, and another for another', () => {
    expect(scheduleOf({ seed: 5, ...settings })).toEqual(scheduleOf({ seed: 5, ...settings }));
    expect(scheduleOf({ seed: 5, ...settings })).not.toEqual(scheduleOf({ seed: 6, ...settings }));
  });

  it('deals every blow once, and freezes nobody for less than a lease', () => {
    const { crews: dealt, restarts } = scheduleOf({ seed: 1, ...settings });
    const blows = [...dealt.values()].flat();
    expect(blows.filter(({ kind }) => kind === 'kill')).toHaveLength(20);
    expect(blows.filter(({ kind }) => kind === 'freeze')).toHaveLength(10);
    expect(Math.min(...blows.map(({ frozenMs }) => frozenMs))).toBeGreaterThan(3_000);
    expect(restarts.map(({ kind }) => kind)).toEqual(['immediate', 'fast', 'immediate']);
  });
});

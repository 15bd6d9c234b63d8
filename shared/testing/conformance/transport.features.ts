import { PointsGrantedIntegrationEvent } from '@boardwalk/integration-events';
import {
  DeadLetters,
  Messaging,
  SubscriptionControl,
  type Transport,
  type TransportFeatures,
} from '@boardwalk/messaging';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultInjectingTransport, type Faults } from '../fault-injecting.transport.js';
import { SeededRandomness } from '../seeded-randomness.js';
import { spansOf } from '../test-spans.js';
import { type Entry, type LedgerApplication, LedgerWorld } from './ledger-application.js';
import { accounts, lateConsumer, ledgerFact, type LedgerFact, points } from './ledger.js';
import { traceTree } from './trace-tree.js';

/** Makes a transport that has not been started, for one process on this database. */
export type MakeTransport = (databaseUrl: string) => Transport | Promise<Transport>;

const keys = ['ann', 'bea', 'cyd', 'dot', 'eve'] as const;
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
const odd = (numbers: readonly number[]) => numbers.filter((number) => number % 2 === 1);

/** Facts of all keys in turns, so many of each. */
const inTurns = (count: number): LedgerFact[] =>
  upTo(count).flatMap((number) => keys.map((key) => ledgerFact(key, number)));
const ofAllKeys = (numbers: readonly number[]) => Object.fromEntries(keys.map((key) => [key, numbers]));

/**
 * What every transport must do, whatever it is made of. Examined against real servers.
 *
 * @param name as people know the transport
 * @param features what it says it can do; what needs more is then examined to be refused
 */
export function transportConformance(name: string, features: TransportFeatures, make: MakeTransport): void {
  let world: LedgerWorld;
  beforeEach(async () => {
    world = await LedgerWorld.open(make);
  });
  afterEach(() => world.close());

  const start = async (
    faults: Faults = {},
    options: Omit<Parameters<LedgerWorld['start']>[0], 'transport'> = {},
  ): Promise<LedgerApplication> => {
    const transport = await make(world.database.url);
    return world.start({
      ...options,
      transport: new FaultInjectingTransport(faults, new SeededRandomness(), transport),
    });
  };

  /** Each subscription has noted what it takes of so many facts of each key, once and in order. */
  const expectAll = async (count: number): Promise<void> => {
    expect(await world.untilEntries(accounts, count * keys.length)).toEqual(ofAllKeys(upTo(count)));
    const ofPoints = odd(upTo(count));
    expect(await world.untilEntries(points, ofPoints.length * keys.length)).toEqual(ofAllKeys(ofPoints));
  };

  describe(`the transport ${name}`, () => {
    it('is what it says it is', async () => {
      const transport = await make(world.database.url);
      expect(transport.features).toEqual(features);
      expect(transport.name).toMatch(/^[a-z][a-z-]+$/);
    });

    describe('brings every fact', () => {
      it('once per subscription, in order per key', async () => {
        const { publish } = await start();
        for (const fact of inTurns(6)) await publish(fact);
        await expectAll(6);
        const [first] = await world.entries(accounts);
        expect(await world.rows('SELECT key FROM messaging.facts WHERE id = $1', [first?.event_id])).toEqual([
          { key: first?.key },
        ]);
      });

      it('of more than a thousand that were written at once, in order across batches', async () => {
        const { publish } = await start();
        await publish(...inTurns(240));
        await expectAll(240);
      });

      it.each<[string, Faults]>([
        ['comes twice', { duplicate: true }],
        ['comes again between later ones', { reorder: true }],
        ['comes in halves, and the first signals are lost', { dropOnce: true }],
        ['comes late', { delay: 0.5 }],
        ['comes over connections that break', { failedReads: 0.1 }],
        ['comes without any signal', { lostSignals: 1 }],
      ])('once and in order, too, when what it brings %s', async (_, faults) => {
        const { publish } = await start(faults);
        for (let at = 0; at < 20; at += 5)
          await publish(...inTurns(20).slice(at * keys.length, (at + 5) * keys.length));
        await expectAll(20);
      });

      it('that was written while it was down', async () => {
        const { publish, context } = await start();
        await publish(...inTurns(2));
        await expectAll(2);
        await context.get(Messaging).stop();
        await publish(...inTurns(8).slice(2 * keys.length));
        await start();
        await expectAll(8);
      });
    });

    describe('leaves to the database', () => {
      it('the order of a key whose facts are retried', async () => {
        const { publish, conduct } = await start();
        const failures = new Map<string, number>();
        conduct.fail = ({ key, number, subscription }) => {
          if (number !== 2 || subscription !== accounts) return undefined;
          failures.set(key, (failures.get(key) ?? 0) + 1);
          return (failures.get(key) ?? 0) < 3 ? new Error('not yet') : undefined;
        };
        await publish(...inTurns(4));
        await expectAll(4);
      });

      it('a poison fact: only its own key waits, and goes on in order after the redrive', async () => {
        const application = await start();
        let poisonous = true;
        application.conduct.fail = ({ subscription, key, number }) =>
          poisonous && subscription === accounts && key === 'bea' && number === 2
            ? new Error('poison')
            : undefined;
        await application.publish(...inTurns(4));
        const { eventId, state } = await world.untilDead(application, accounts);
        expect(state).toBe('parked');
        const healthy = { ...ofAllKeys(upTo(4)), bea: [1] };
        expect(await world.untilEntries(accounts, 4 * keys.length - 3)).toEqual(healthy);
        poisonous = false;
        const letters = application.context.get(DeadLetters);
        expect([await letters.redrive(eventId, accounts), await letters.redrive(eventId, accounts)]).toEqual([
          1, 0,
        ]);
        await expectAll(4);
      });

      it('a type that nobody knows: a dead letter with its raw bytes, and the rest flows', async () => {
        const application = await start();
        await world.rows(
          `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
           VALUES (gen_random_uuid(), 'stats.points-painted.v9', '/contexts/stats', 'ann', now(), '{"correlationid":"c"}', '{"a":"raw"}')`,
        );
        await application.publish(...inTurns(2));
        await expectAll(2);
        const letter = await world.untilDead(application, points);
        expect(letter).toMatchObject({ type: 'stats.points-painted.v9', errorClass: 'UnknownTypeError' });
        expect(letter.raw).toContain('raw');
      });

      it('where a consumer begins that is added later: with the first fact, with the next, or behind a place', async () => {
        const first = await start();
        await first.publish(ledgerFact('ann', 1), ledgerFact('ann', 3), ledgerFact('ann', 5));
        await world.untilEntries(points, 3);
        await first.stop();
        const [place] = await world.rows<{ tick: number; pos: number }>(
          `SELECT max(tick)::int AS tick, (SELECT max(pos)::int - 1 FROM messaging.facts) AS pos FROM messaging.ticks`,
        );
        if (place === undefined) throw new Error('There is no tick.');
        const more = [
          lateConsumer('ledger.from-genesis'),
          lateConsumer('ledger.from-now', 'now'),
          lateConsumer('ledger.from-place', place),
        ];
        const { publish } = await start({}, { more });
        await publish(ledgerFact('ann', 7));
        expect(await world.untilEntries('ledger.from-genesis', 4)).toEqual({ ann: [1, 3, 5, 7] });
        expect(await world.untilEntries('ledger.from-now', 1)).toEqual({ ann: [7] });
        expect(await world.untilEntries('ledger.from-place', 2)).toEqual({ ann: [5, 7] });
      });

      it('a subscription that stands still while the others go on', async () => {
        const { publish, context } = await start();
        const control = context.get(SubscriptionControl);
        expect(await control.pause(points)).toBe(true);
        await publish(...inTurns(3));
        expect(await world.untilEntries(accounts, 3 * keys.length)).toEqual(ofAllKeys(upTo(3)));
        expect(await world.entries(points)).toEqual([]);
        expect(await control.resume(points)).toBe(true);
        await expectAll(3);
      });
    });

    describe('loses and repeats nothing', () => {
      it('when the connections break in the middle of a batch', async () => {
        const application = await start();
        let cut = false;
        application.conduct.meanwhile = async ({ number }) => {
          if (cut || number !== 3) return;
          cut = true;
          await world.cutOff(application);
        };
        await application.publish(...inTurns(5));
        await expectAll(5);
        expect(cut).toBe(true);
      });

      it('when it is stopped: what is under way is finished, the rest waits for the next start', async () => {
        const { publish, conduct, stop } = await start();
        const entered = Promise.withResolvers<void>();
        const open = Promise.withResolvers<void>();
        conduct.meanwhile = async () => {
          entered.resolve();
          await open.promise;
        };
        await publish(...inTurns(1));
        await entered.promise;
        const stopped = stop();
        open.resolve();
        await stopped;
        const before = await world.entries(accounts);
        expect(before.length).toBeGreaterThan(0);
        expect(await world.rows('SELECT name FROM messaging.subscriptions WHERE owner IS NOT NULL')).toEqual(
          [],
        );
        await start();
        await expectAll(1);
        expect((await world.entries(accounts)).slice(0, before.length).map(idOf)).toEqual(before.map(idOf));
      });
    });

    it('is seen in no trace but by its name', async () => {
      const spans = spansOf();
      const { publish } = await start({ duplicate: true });
      spans.reset();
      await publish(ledgerFact('ann', 1));
      await world.untilEntries(accounts, 1);
      await world.untilEntries(points, 1);
      const { type } = PointsGrantedIntegrationEvent;
      // What is sent to a broker together is a trace of its own.
      expect(traceTree(spans.all().filter(({ name }) => !name.startsWith('send ')))).toEqual([
        `create ${type}`,
        `  process ${type} ledger.accounts ack`,
        '    ledger.note-entry',
        `  process ${type} ledger.points ack`,
        '    ledger.note-entry',
      ]);
    });

    it.each(features.crossProcess ? [2] : [])(
      'serves several processes: one writes, %i share the lanes, and each fact takes effect once',
      async (count) => {
        const writer = await start({}, { roles: [] });
        const workers = [];
        for (let n = 0; n < count; n += 1) workers.push(await start({ duplicate: true }));
        const active = new Set<string>();
        for (const worker of workers) worker.conduct.meanwhile = async () => void active.add(worker.name);
        await world.untilShared(count);
        for (const fact of inTurns(10)) await writer.publish(fact);
        await expectAll(10);
        // Of so many keys that every process has some of them.
        const others = upTo(40).map((n) => ledgerFact(`key-${n}`, 2));
        await writer.publish(...others);
        await world.untilEntries(accounts, 10 * keys.length + others.length);
        expect([...active].sort()).toEqual(workers.map((worker) => worker.name).sort());
      },
    );

    it.each<['relay' | 'worker']>(features.crossProcess ? [] : [['relay'], ['worker']])(
      'refuses to start with the role %s alone',
      async (role) => {
        await expect(start({}, { roles: [role] })).rejects.toThrow(
          /carries facts inside one process only, and the role \w+ must then run elsewhere\. Run every role in this process/,
        );
      },
    );
  });
}

const idOf = ({ event_id }: Entry): string => event_id;

import { PointsGrantedIntegrationEvent } from '@boardwalk/integration-events';
import {
  type Broker,
  BrokerTransport,
  Destinations,
  Messaging,
  PostgresTransport,
} from '@boardwalk/messaging';
import { attribute } from '@boardwalk/observability';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spansOf } from '../test-spans.js';
import { notYet, until } from '../until.js';
import { type LedgerApplication, LedgerWorld } from './ledger-application.js';
import { accounts, ledgerFact, points } from './ledger.js';
import { transportConformance } from './transport.features.js';

/** A broker that a test may do anything to. */
export interface BrokerUnderTest {
  /** For one process; not connected. */
  client(): Broker | Promise<Broker>;
  /** As a crash and a new start do: what it had acknowledged is there again. */
  restart(): Promise<void>;
  /** Everything that it held is gone. */
  wipe(): Promise<void>;
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
const facts = (from: number, to: number) =>
  upTo(to)
    .slice(from)
    .map((number) => ledgerFact('ann', number));

/** What every broker must do behind the log, whatever is done to it. @param name as people know the transport */
export function brokerConformance(name: string, server: BrokerUnderTest): void {
  const transport = async (url: string) =>
    new BrokerTransport(new PostgresTransport(url), await server.client());
  transportConformance(name, { crossProcess: true }, transport);

  describe(`behind the log, ${name}`, () => {
    let world: LedgerWorld;
    beforeEach(async () => {
      world = await LedgerWorld.open(transport);
    });
    afterEach(() => world.close());

    const open = async (roles?: ('relay' | 'worker')[]): Promise<LedgerApplication> =>
      world.start({ transport: await transport(world.database.url), ...(roles !== undefined && { roles }) });
    const expectUpTo = async (count: number) => {
      expect(await world.untilEntries(accounts, count)).toEqual({ ann: upTo(count) });
      const odd = upTo(count).filter((number) => number % 2 === 1);
      expect(await world.untilEntries(points, odd.length)).toEqual({ ann: odd });
    };
    const channel = async () => {
      const [log] = await world.rows<{ id: string }>('SELECT id FROM messaging.log');
      return new Destinations(world.session, name).channelOf({ database: log?.id ?? '', context: 'ledger' });
    };

    it('keeps nothing of what has landed, and the inbox nothing of what was delivered', async () => {
      const { publish } = await open();
      await publish(...facts(0, 400));
      await expectUpTo(400);
      await until('an empty inbox', async () => {
        const [inbox] = await world.rows<{ count: number }>(
          'SELECT count(*)::int AS count FROM messaging.inbox',
        );
        return inbox?.count === 0 ? true : notYet(inbox);
      });
    });

    it.each(['restart', 'wipe'] as const)(
      'loses, repeats and confuses nothing when there is a %s while facts are under way',
      async (blow) => {
        const { publish, conduct } = await open();
        let struck: Promise<void> | undefined;
        conduct.meanwhile = async ({ number }) => {
          if (number === 300) struck ??= server[blow]();
        };
        for (let at = 0; at < 2_000; at += 100) await publish(...facts(at, at + 100));
        await until('the blow', () => Promise.resolve(struck === undefined ? notYet() : true));
        await struck;
        await publish(...facts(2_000, 2_100));
        await expectUpTo(2_100);
      },
      // Some servers take half a minute to start on a machine that has other things to do.
      120_000,
    );

    it('gets what was written while nobody received, in order', async () => {
      const first = await open();
      await first.publish(...facts(0, 10));
      await expectUpTo(10);
      await first.stop();
      const relay = await open(['relay']);
      await relay.publish(...facts(10, 700));
      await until('everything is sent', async () => {
        const [state] = await world.rows<{ sent: number }>(
          'SELECT ordinal::int AS sent FROM messaging.destinations WHERE transport = $1',
          [name],
        );
        return state?.sent === 700 ? true : notYet(state);
      });
      await open(['worker']);
      await expectUpTo(700);
    });

    it('is given no more than so much while nobody receives: the rest waits in the log', async () => {
      const first = await open();
      await first.publish(...facts(0, 1));
      await expectUpTo(1);
      await first.stop();
      const relay = await open(['relay']);
      for (let at = 1; at < 12_001; at += 3_000) await relay.publish(...facts(at, at + 3_000));
      await until('the relay stands still', async () => {
        const [state] = await world.rows<{ under_way: number }>(
          'SELECT (ordinal - landed_ordinal)::int AS under_way FROM messaging.destinations WHERE transport = $1',
          [name],
        );
        return state?.under_way === 10_000 ? true : notYet(state);
      });
    });

    it('puts aside what others write into its channel, and goes on', async () => {
      const { publish } = await open();
      await publish(...facts(0, 5));
      await expectUpTo(5);
      const stranger = await server.client();
      await stranger.connect();
      const message = { id: 'a', key: 'k', attributes: {} };
      await stranger.send(await channel(), [
        { ...message, body: '{"hello":"world"}' },
        { ...message, id: 'b', body: 'no JSON' },
        { ...message, id: 'c', body: '\0 is no text in PostgreSQL' },
      ]);
      await stranger.close();
      await publish(...facts(5, 10));
      await expectUpTo(10);
      const kept = await until('three foreign messages', async () => {
        const rows = await world.rows('SELECT reason, body FROM messaging.foreign_messages ORDER BY id');
        return rows.length === 3 ? rows : notYet(rows);
      });
      expect(kept).toEqual([
        { reason: 'it has no row of a log in it', body: '{"hello":"world"}' },
        { reason: expect.stringContaining('it is not JSON'), body: 'no JSON' },
        { reason: expect.stringContaining('it is not JSON'), body: '\uFFFD is no text in PostgreSQL' },
      ]);
    });

    it('serves two processes that share the landing', async () => {
      const writer = await open(['relay']);
      const workers = [await open(['worker']), await open(['worker'])];
      for (let at = 0; at < 500; at += 50) await writer.publish(...facts(at, at + 50));
      await expectUpTo(500);
      expect(workers.map(({ name: worker }) => worker)).toHaveLength(2);
    });

    it('finishes what is landing when it is stopped', async () => {
      const { publish, context } = await open();
      await publish(...facts(0, 100));
      await context.get(Messaging).stop();
      await open();
      await expectUpTo(100);
    });

    it('is seen by traces as a send with a link to the creation of each fact', async () => {
      const spans = spansOf();
      const { publish } = await open();
      spans.reset();
      await publish(...facts(0, 3));
      await expectUpTo(3);
      const { type } = PointsGrantedIntegrationEvent;
      const sends = spans.all().filter((span) => span.name.startsWith('send '));
      const created = spans.all().filter((span) => span.name === `create ${type}`);
      const linked = sends.flatMap(({ links }) => links.map(({ context }) => context.spanId));
      expect(linked).toEqual(expect.arrayContaining(created.map((span) => span.spanContext().spanId)));
      expect(sends[0]?.attributes[attribute.destination]).toBe(await channel());
      expect(sends[0]?.parentSpanContext).toBeUndefined();
    });
  });
}

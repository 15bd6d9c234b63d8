import {
  BadgeAwardedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  InviteSentIntegrationEvent,
} from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { type OpenDatabase, PostgresTransport, SubscriptionControl } from '@boardwalk/messaging';
import {
  FaultInjectingTransport,
  notYet,
  SeededRandomness,
  testDatabase,
  type TestDatabase,
  until,
} from '@boardwalk/testing';
import { Module, type Type } from '@nestjs/common';
import { EventBus, EventsHandler } from '@nestjs/cqrs';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type MessagingApplication,
  startMessagingApplication,
} from '@boardwalk/testing/messaging-application';
import { behaveWell, behaviour, type Effect, extensionPublished, NoteEffect, ProbeModule } from './probe.js';

const names = ['here', 'there'] as const;
type Name = (typeof names)[number];

interface Place {
  readonly database: TestDatabase;
  readonly session: pg.Client;
}

/** How a process comes to a log in another database; can be cut and joined again. */
export interface Way {
  readonly there: OpenDatabase;
  cut(): Promise<void>;
  join(): Promise<void>;
  close(): Promise<void>;
}

async function open(name: Name): Promise<Place> {
  const database = await testDatabase(name);
  const session = new pg.Client({ connectionString: database.url });
  await session.connect();
  return { database, session };
}

/** Begins behind all that the log of its own database will ever hold here. */
@EventsHandler(ExtensionPublishedIntegrationEvent)
class LateConsumer extends BaseConsumer<ExtensionPublishedIntegrationEvent> {
  static readonly subscription = 'several.late';
  static readonly start = { tick: 1_000_000, pos: 1_000_000 };

  toCommand(event: ExtensionPublishedIntegrationEvent) {
    return new NoteEffect('several.late', event.metadata.eventId, event.extensionName, event.version);
  }
}

@Module({ providers: [LateConsumer] })
class SeveralModule {}

/** What holds for facts in the log of another database, whatever leads there. @param name as people know the way */
export function severalDatabases(name: string, wayTo: (databaseUrl: string) => Promise<Way>): void {
  let places: Record<Name, Place>;
  /** The way from here to the database there. */
  let link: Way;
  const applications: MessagingApplication[] = [];

  beforeEach(async () => {
    behaveWell();
    places = { here: await open('here'), there: await open('there') };
    link = await wayTo(places.there.database.url);
  });
  afterEach(async () => {
    for (const application of applications.splice(0)) await application.stop();
    await link.close();
    for (const name of names) {
      await places[name].session.end();
      await places[name].database.drop();
    }
  });

  /** What the probe publishes there is consumed here. */
  async function start(
    name: Name,
    otherLogs: readonly OpenDatabase[] = [],
    roles: readonly ('relay' | 'worker')[] = ['relay', 'worker'],
    more: readonly Type[] = [],
  ): Promise<MessagingApplication> {
    const { url } = places[name].database;
    const faults = {
      duplicate: true,
      reorder: true,
      dropOnce: true,
      delay: 0.2,
      lostSignals: 0.3,
      failedReads: 0.02,
    };
    const application = await startMessagingApplication({
      url,
      name: `${name} ${applications.length}`,
      roles,
      otherLogs,
      modules: [ProbeModule, ...more],
      transport: new FaultInjectingTransport(faults, new SeededRandomness(), new PostgresTransport(url)),
    });
    applications.push(application);
    return application;
  }

  /** Writes facts only; its own subscriptions would consume them too. */
  const publisher = (name: Name) => start(name, [], ['relay']);

  const publish = (application: MessagingApplication, fact: object) =>
    application.context.get(EventBus).publish(fact);

  const effects = async (name: Name = 'here') =>
    (
      await places[name].session.query<Effect>(
        'SELECT event_id, key, detail FROM probe.effects ORDER BY place',
      )
    ).rows;

  const untilEffects = (count: number, name: Name = 'here') =>
    until(`${count} effects ${name}`, async () => {
      const found = await effects(name);
      return found.length >= count ? found : notYet(found.length);
    });

  const versions = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => `2026.06.01.${from + n}`);

  const detailsOf = (found: readonly Effect[], key: string) =>
    found.filter((effect) => effect.key === `@probe/${key}`).map(({ detail }) => detail);

  describe(`facts in the log of another database, ${name},`, () => {
    it('are kept there until they have been read here', async () => {
      const there = await publisher('there');
      const readers = async () =>
        (
          await places.there.session.query<{ reader: string }>(
            `SELECT concat_ws(' ', subscription, bucket, tick, pos) AS reader FROM messaging.readers
             WHERE database <> (SELECT id FROM messaging.log) ORDER BY 1`,
          )
        ).rows.map(({ reader }) => reader);
      const untilRead = (place: string) =>
        until(`readers at ${place}`, async () => {
          const found = await readers();
          return found.length === 3 && found.every((reader) => reader.endsWith(` 0 ${place}`))
            ? found
            : notYet(found);
        });
      const here = await start('here', [link.there]);
      await untilRead('0 0');
      await publish(there, extensionPublished('a'));
      await untilEffects(1);
      await untilRead('1 1');
      await here.stop();
      applications.splice(applications.indexOf(here), 1);
      expect(await readers(), 'the silent ones').toHaveLength(3);
    });

    it('take effect once and in order per key, through every fault of a transport and the end of a process', async () => {
      const there = await publisher('there');
      const first = await start('here', [link.there]);
      for (const version of versions(1, 30))
        for (const key of ['a', 'b']) await publish(there, extensionPublished(key, version));
      await untilEffects(10);
      await start('here', [link.there]);
      await first.stop();
      applications.splice(applications.indexOf(first), 1);
      for (const version of versions(31, 40))
        for (const key of ['a', 'b']) await publish(there, extensionPublished(key, version));
      const found = await untilEffects(80);
      expect(found).toHaveLength(80);
      for (const key of ['a', 'b']) expect(detailsOf(found, key), key).toEqual(versions(1, 40));
      expect(await effects('there')).toEqual([]);
    });

    it('come beside those of its own, and what fails of them is retried here', async () => {
      const there = await publisher('there');
      const here = await start('here', [link.there]);
      let failures = 0;
      behaviour.fail = (detail) => {
        if (detail !== '2026.06.01.1' || failures > 0) return undefined;
        failures += 1;
        return new Error('not yet');
      };
      await publish(there, extensionPublished('far', '2026.06.01.1'));
      await publish(there, extensionPublished('far', '2026.06.01.2'));
      await publish(here, extensionPublished('near', '2026.06.01.3'));
      const found = await untilEffects(3);
      expect(detailsOf(found, 'far')).toEqual(versions(1, 2));
      expect(detailsOf(found, 'near')).toEqual(versions(3, 3));
      const { rows } = await places.here.session.query<{ logs: number }>(
        `SELECT count(DISTINCT log)::int AS logs FROM messaging.subscriptions`,
      );
      expect(rows).toEqual([{ logs: 2 }]);
    });

    it('open with the keys of the database that they come from', async () => {
      const there = await publisher('there');
      await start('here', [link.there]);
      const invite = new InviteSentIntegrationEvent({
        collectiveId: 'c',
        slug: 'reef',
        inviteId: 'i',
        inviteeEmail: 'lin@example.com',
        role: 'member',
        invitedByUserId: 'ada',
        token: 'secret-token',
      });
      await publish(there, invite);
      expect(await untilEffects(1)).toMatchObject([{ detail: 'lin@example.com secret-token' }]);
      const { rows } = await places.here.session.query('SELECT FROM messaging.subject_keys');
      expect(rows).toEqual([]);
    });

    it('are not left out for a consumer that begins behind a place in the log of its own database', async () => {
      const there = await publisher('there');
      await publish(there, extensionPublished('far'));
      const here = await start('here', [link.there], ['relay', 'worker'], [SeveralModule]);
      await publish(here, extensionPublished('near'));
      const late = () =>
        places.here.session.query<Effect>(
          `SELECT key FROM probe.effects WHERE subscription = 'several.late'`,
        );
      await untilEffects(3);
      expect((await late()).rows).toEqual([{ key: '@probe/far' }]);
    });

    it('wait while the subscription stands still', async () => {
      const there = await publisher('there');
      const here = await start('here', [link.there]);
      const control = here.context.get(SubscriptionControl);
      await control.pause('probe.extension-published');
      await publish(there, extensionPublished('a'));
      await publish(
        there,
        new BadgeAwardedIntegrationEvent({
          userId: 'u',
          username: 'ada',
          badgeId: 'b',
          name: 'B',
          points: 1,
        }),
      );
      expect(await untilEffects(1)).toMatchObject([{ detail: 'BadgeAwardedIntegrationEvent' }]);
      await control.resume('probe.extension-published');
      expect(await untilEffects(2)).toMatchObject([{ key: 'u' }, { key: '@probe/a' }]);
    });
  });

  describe(`a tick that is read ${name}`, () => {
    const flushed = async () => {
      const { session } = places.there;
      await session.query('BEGIN; SET LOCAL synchronous_commit = off');
      await session.query('SELECT messaging.tick(), messaging.flush_for_readers()');
      const { rows } = await session.query<{ synchronous_commit: string }>('SHOW synchronous_commit');
      await session.query('COMMIT');
      return rows[0]?.synchronous_commit;
    };

    it('is flushed where another database reads the log, and only there', async () => {
      const there = await publisher('there');
      await publish(there, extensionPublished('a', '2026.06.01.1'));
      expect(await flushed()).toBe('off');
      await start('here', [link.there]);
      await publish(there, extensionPublished('a', '2026.06.01.2'));
      await untilEffects(2);
      expect(await flushed()).toBe('on');
    });
  });

  describe(`another database that is away, ${name},`, () => {
    it('holds up neither the start nor anybody else, and is caught up with afterwards', async () => {
      await link.cut();
      const there = await publisher('there');
      const here = await start('here', [link.there]);
      for (const version of versions(1, 5)) await publish(there, extensionPublished('far', version));
      await publish(here, extensionPublished('near'));
      expect(await untilEffects(1)).toMatchObject([{ key: '@probe/near' }]);
      await link.join();
      expect(detailsOf(await untilEffects(6), 'far')).toEqual(versions(1, 5));
    });

    it('may go while it is read from, and the others go on', async () => {
      const there = await publisher('there');
      const here = await start('here', [link.there]);
      await publish(there, extensionPublished('far', '2026.06.01.1'));
      await untilEffects(1);
      await link.cut();
      await publish(there, extensionPublished('far', '2026.06.01.2'));
      for (const version of versions(1, 3)) await publish(here, extensionPublished('near', version));
      expect(detailsOf(await untilEffects(4), 'near')).toEqual(versions(1, 3));
      await link.join();
      expect(detailsOf(await untilEffects(5), 'far')).toEqual(versions(1, 2));
    });
  });

  describe(`a log that is named twice, ${name},`, () => {
    it('stops the start', async () => {
      await publisher('here');
      const back = await wayTo(places.here.database.url);
      try {
        await expect(start('here', [back.there])).rejects.toThrow(
          /holds the same log as the database of this process: LOG_URLS names one database twice/,
        );
      } finally {
        await back.close();
      }
    });
  });
}

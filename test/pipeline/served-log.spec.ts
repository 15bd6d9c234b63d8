import { ServiceToken } from '@boardwalk/http';
import {
  ExtensionPublishedIntegrationEvent,
  InviteSentIntegrationEvent,
} from '@boardwalk/integration-events';
import { BrokerTransport, DeadLetters, PostgresTransport, SubscriptionControl } from '@boardwalk/messaging';
import { servedDatabase } from '@boardwalk/served-log';
import {
  InMemoryBrokerServer,
  notYet,
  SeededRandomness,
  testDatabase,
  type TestDatabase,
  until,
} from '@boardwalk/testing';
import {
  applicationSecret,
  type MessagingApplication,
  startMessagingApplication,
} from '@boardwalk/testing/messaging-application';
import { EventBus } from '@nestjs/cqrs';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseLink } from '../servers/database-link.js';
import { behaveWell, type Effect, extensionPublished, ProbeModule } from './probe.js';
import { type ServingProcess, startServingProcess } from './serving-process.js';

const databases = { here: undefined, there: undefined } as unknown as Record<'here' | 'there', TestDatabase>;
const sessions = {} as Record<'here' | 'there', pg.Client>;
const names = ['here', 'there'] as const;
let serving: ServingProcess;
/** The only way from here to anything there, but for the broker. */
let link: DatabaseLink;
let broker: InMemoryBrokerServer;
const applications: MessagingApplication[] = [];

beforeEach(async () => {
  behaveWell();
  for (const name of names) {
    databases[name] = await testDatabase(name);
    sessions[name] = new pg.Client({ connectionString: databases[name].url });
    await sessions[name].connect();
  }
  serving = await startServingProcess(databases.there.url);
  link = await DatabaseLink.to(serving.url);
  broker = new InMemoryBrokerServer(new SeededRandomness());
});
afterEach(async () => {
  for (const application of applications.splice(0)) await application.stop();
  await link.cut();
  await serving.stop();
  for (const name of names) {
    await sessions[name].end();
    await databases[name].drop();
  }
});

async function start(
  name: 'here' | 'there',
  roles: readonly ('relay' | 'worker')[],
  isOverBroker: boolean,
): Promise<MessagingApplication> {
  const { url } = databases[name];
  const signals = new PostgresTransport(url);
  const application = await startMessagingApplication({
    url,
    name: `${name} ${applications.length}`,
    roles,
    otherLogs: name === 'here' ? [servedDatabase(link.url, ServiceToken.from(applicationSecret))] : [],
    modules: [ProbeModule],
    transport: isOverBroker ? new BrokerTransport(signals, broker.client()) : signals,
  });
  applications.push(application);
  return application;
}

const bothOver = async (isOverBroker: boolean) => ({
  there: await start('there', ['relay'], isOverBroker),
  here: await start('here', ['relay', 'worker'], isOverBroker),
});

const publish = ({ context }: MessagingApplication, fact: object) => context.get(EventBus).publish(fact);

const invite = (collectiveId = 'c') =>
  new InviteSentIntegrationEvent({
    collectiveId,
    slug: 'reef',
    inviteId: 'i',
    inviteeEmail: 'lin@example.com',
    role: 'member',
    invitedByUserId: 'ada',
    token: 'secret-token',
  });
const opened = 'lin@example.com secret-token';

const effects = async () =>
  (await sessions.here.query<Effect>('SELECT event_id, key, detail FROM probe.effects ORDER BY place')).rows;

const untilEffects = (count: number) =>
  until(`${count} effects`, async () => {
    const found = await effects();
    return found.length >= count ? found : notYet(found.length);
  });

const versions = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => `2026.06.01.${from + n}`);

const publishVersions = async (there: MessagingApplication, from: number, to: number) => {
  for (const version of versions(from, to)) await publish(there, extensionPublished('a', version));
};

describe('a broker between two databases that only a serving process connects', () => {
  it('brings facts, and is told there how far they have come', async () => {
    const { there } = await bothOver(true);
    await publishVersions(there, 1, 50);
    expect((await untilEffects(50)).map(({ detail }) => detail)).toEqual(versions(1, 50));
    const { rows } = await sessions.here.query('SELECT FROM messaging.foreign_messages');
    expect(rows).toEqual([]);
    await until('all to be known as landed', async () => {
      const found = await sessions.there.query<{ landed: number }>(
        'SELECT landed_ordinal::int AS landed FROM messaging.destinations',
      );
      return found.rows[0]?.landed === 50 ? true : notYet(found.rows);
    });
  });

  it('goes on bringing facts while that process is away; those that need a key wait, and none fails', async () => {
    const { there, here } = await bothOver(true);
    await publishVersions(there, 1, 1);
    await publish(there, invite());
    await untilEffects(2);
    await link.cut();
    await publish(there, invite('d'));
    await publishVersions(there, 2, 20);
    const found = await untilEffects(21);
    expect(found.filter(({ key }) => key === 'd')).toEqual([]);
    await link.join();
    expect(await untilEffects(22)).toContainEqual(expect.objectContaining({ key: 'd', detail: opened }));
    expect(await here.context.get(DeadLetters).count()).toBe(0);
    const { rows } = await sessions.here.query(`SELECT FROM messaging.deliveries WHERE state <> 'done'`);
    expect(rows, 'attempts that failed').toEqual([]);
  });

  it('brings again what it has lost, because it is told there how far facts have come', async () => {
    broker.faults = { lose: 1 };
    const { there } = await bothOver(true);
    await publishVersions(there, 1, 5);
    broker.faults = {};
    expect((await untilEffects(5)).map(({ detail }) => detail)).toEqual(versions(1, 5));
  });
});

describe('a process that serves a log', () => {
  it('may end and begin again in the middle: everything comes once and in order', async () => {
    const { there } = await bothOver(false);
    const port = Number(new URL(serving.url).port);
    await publishVersions(there, 1, 20);
    await untilEffects(5);
    await serving.stop();
    await publishVersions(there, 21, 40);
    serving = await startServingProcess(databases.there.url, port);
    await publishVersions(there, 41, 50);
    expect((await untilEffects(50)).map(({ detail }) => detail)).toEqual(versions(1, 50));
  });

  it('gives nobody the key of a person who was erased, however soon after', async () => {
    const { there, here } = await bothOver(false);
    await publish(there, invite());
    expect(await untilEffects(1)).toMatchObject([{ detail: opened }]);
    await here.context.get(SubscriptionControl).pause('probe.invite-sent');
    await publish(there, invite('d'));
    await publish(
      there,
      new ExtensionPublishedIntegrationEvent({
        extensionName: '@probe/a',
        version: '2026.06.01.1',
        userId: 'u1',
        username: 'ada',
      }),
    );
    await untilEffects(2);
    await sessions.there.query('DELETE FROM messaging.subject_keys');
    await here.context.get(SubscriptionControl).resume('probe.invite-sent');
    const [letter] = await until('a dead letter', async () => {
      const letters = await here.context.get(DeadLetters).list({ limit: 2 });
      return letters.length > 0 ? letters : notYet(letters);
    });
    expect(letter).toMatchObject({ key: 'd', errorClass: 'DecryptionError' });
    expect(letter?.errorMessage).toContain('the key of its person was deleted');
  });

  it('is not believed when another database has come to stand behind its address', async () => {
    const { there } = await bothOver(false);
    await publishVersions(there, 1, 1);
    await untilEffects(1);
    const port = Number(new URL(serving.url).port);
    await serving.stop();
    const another = await testDatabase('another');
    const wrong = await startServingProcess(another.url, port);
    const strangers = new pg.Client({ connectionString: another.url });
    await strangers.connect();
    try {
      await publishVersions(there, 2, 2);
      await until('a question to be refused', async () => {
        const { rows } = await strangers.query(
          `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'serving'
             AND query = 'SELECT id FROM messaging.log'`,
        );
        return rows.length > 0 ? true : notYet();
      });
      const { rows } = await strangers.query(
        'SELECT database FROM messaging.readers UNION ALL SELECT database FROM messaging.destinations',
      );
      expect(rows).toEqual([]);
      expect(await effects()).toHaveLength(1);
    } finally {
      await strangers.end();
      await wrong.stop();
      await another.drop();
    }
    serving = await startServingProcess(databases.there.url, port);
    expect(await untilEffects(2)).toHaveLength(2);
  });
});

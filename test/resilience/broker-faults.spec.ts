import { PointsGrantedIntegrationEvent } from '@boardwalk/integration-events';
import { Destinations } from '@boardwalk/messaging';
import { transportOf } from '@boardwalk/platform';
import { accounts, ledgerFact, type LedgerFact } from '@boardwalk/testing/ledger';
import { LedgerWorld } from '@boardwalk/testing/ledger-application';
import { notYet, until } from '@boardwalk/testing/until';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CarrierName, carrierNames } from '../servers/carriers.js';
import { type FickleServer, startFickle, tooLarge } from '../servers/fickle-server.js';

const password = 'hunter2-of-the-broker';

/** The variable that says where the server is. */
const variables = {
  bullmq: 'REDIS_URL',
  'redis-streams': 'REDIS_URL',
  jetstream: 'NATS_URL',
  rabbitmq: 'RABBITMQ_URL',
  kafka: 'KAFKA_URL',
} as const satisfies Record<CarrierName, string>;

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
const facts = (from: number, to: number): LedgerFact[] =>
  upTo(to)
    .slice(from)
    .map((number) => ledgerFact('ann', number));

const largeFact = (number: number): LedgerFact =>
  new PointsGrantedIntegrationEvent({
    userId: 'ann',
    username: 'user-ann',
    grantId: `ann-${number}`,
    category: 'c',
    source: 'x'.repeat(tooLarge),
    amount: 1,
    total: number,
  });

describe.each(carrierNames)('facts over %s', { timeout: 120_000 }, (name) => {
  let server: FickleServer;
  let world: LedgerWorld;
  let lacking: string | undefined;
  const said: string[] = [];

  beforeAll(async () => {
    const started = await startFickle(name, password);
    if ('missing' in started) lacking = started.missing;
    else server = started;
  }, 120_000);
  beforeEach(async (context) => {
    if (lacking !== undefined) context.skip(lacking);
    said.length = 0;
    vi.spyOn(Logger.prototype, 'warn').mockImplementation((line) => void said.push(String(line)));
    world = await LedgerWorld.open(carriage);
  });
  afterEach(async () => {
    await world.close();
    vi.restoreAllMocks();
  });
  afterAll(async () => {
    if (lacking !== undefined) return;
    await server.stop();
    await server.link.cut();
  });

  const carriage = (databaseUrl: string) =>
    transportOf({ transport: name, routes: {}, databaseUrl, brokerUrls: { [name]: server.url } });
  const open = async () => world.start({ transport: await carriage(world.database.url) });
  const untilSaid = (words: RegExp) =>
    until(
      `a line with ${words}`,
      async () => said.find((line) => words.test(line)) ?? notYet([said.length, performance.now()]),
    );
  const expectUpTo = async (count: number) =>
    expect(await world.untilEntries(accounts, count)).toEqual({ ann: upTo(count) });
  const channel = async () => {
    const [log] = await world.rows<{ id: string }>('SELECT id FROM messaging.log');
    return new Destinations(world.session, name).channelOf({ database: log?.id ?? '', context: 'ledger' });
  };

  it('wait while its server is away, at the start and later, and then come in order [2-09]', async () => {
    await server.link.cut();
    const { publish } = await open();
    expect(await untilSaid(/cannot be used/)).toMatch(
      new RegExp(`^${name} at 127\\.0\\.0\\.1:\\d+, as ${variables[name]} says, .*Facts wait in the log`),
    );
    for (let at = 0; at < 300; at += 100) await publish(...facts(at, at + 100));
    await server.link.join();
    await expectUpTo(300);

    await server.link.cut();
    for (let at = 300; at < 600; at += 100) await publish(...facts(at, at + 100));
    await untilSaid(/^Nothing can be sent/);
    await server.link.join();
    await expectUpTo(600);
  });

  it('wait while it does not let us in, which is told with the variable and without the password', async () => {
    await server.changePassword('another-one');
    const { publish } = await open();
    expect(await untilSaid(/cannot be used/)).toMatch(
      new RegExp(`as ${variables[name]} says, .*(auth|password|login)`, 'i'),
    );
    await publish(...facts(0, 10));
    await server.changePassword(password);
    await expectUpTo(10);

    await server.changePassword('a-third-one');
    await publish(...facts(10, 20));
    await untilSaid(/^Nothing can be sent.*(auth|password|login)/i);
    await server.changePassword(password);
    await expectUpTo(20);
    expect(said.filter((line) => line.includes(password))).toEqual([]);
    expect(said.filter((line) => /\.\.(?!\.)/.test(line))).toEqual([]);
  });

  it('that are larger than it takes are told with the limit to raise, and come when it is raised', async () => {
    const { publish } = await open();
    await publish(...facts(0, 10));
    await expectUpTo(10);
    await server.takeAtMost('narrow', await channel());
    await publish(largeFact(11), ...facts(11, 20));
    expect(await untilSaid(new RegExp(server.limit))).toMatch(
      new RegExp(`^Nothing can be sent to ${await channel()} over ${name}: .*Facts wait in the log`),
    );
    await server.takeAtMost('wide', await channel());
    await expectUpTo(20);
  });
});

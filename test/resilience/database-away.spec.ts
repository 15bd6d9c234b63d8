import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InProcessTransport, Messaging } from '@boardwalk/messaging';
import { BoundedPool, Migrations } from '@boardwalk/persistence';
import { contextNames, createPlatform } from '@boardwalk/platform';
import { cloneDatabase, notYet, templateDatabase, type TestDatabase, until } from '@boardwalk/testing';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseLink } from '../servers/database-link.js';

const operatorToken = 'operator-token-of-the-outage-0123456789';
let app: Awaited<ReturnType<typeof createPlatform>>;
let database: TestDatabase;
let link: DatabaseLink;
let home: string;

const platformOn = (databaseUrl: string) =>
  createPlatform({
    contexts: contextNames,
    roles: ['web', 'relay', 'worker'],
    databaseUrl,
    operatorToken,
    transport: new InProcessTransport(),
    secret: 'secret-of-the-outage-0123456789abcdefghijkl',
    publicUrl: 'http://boardwalk.test',
    home,
  });

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'boardwalk-outage-'));
  await templateDatabase('outage', async (url) => {
    const migrating = await platformOn(url);
    await migrating.get(Migrations).run();
    await migrating.close();
  });
  database = await cloneDatabase('outage');
  link = await DatabaseLink.to(database.url);
  app = await platformOn(link.url);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await app.get(Messaging).start();
});
afterEach(async () => {
  await app.close();
  await link.cut();
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

const asOperator = { authorization: `Bearer ${operatorToken}` };
const ada = { username: 'ada', email: 'ada@example.com', password: 'correct horse battery' };

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly retryAfter: unknown;
}

async function send(method: 'GET' | 'POST', url: string, payload?: object): Promise<Answer> {
  const answer = await app.inject({ method, url, headers: asOperator, ...(payload && { payload }) });
  const { type } = answer.body.startsWith('{') ? answer.json<{ type?: string }>() : {};
  return { status: answer.statusCode, type, retryAfter: answer.headers['retry-after'] };
}

const everyKind = () =>
  Promise.all([
    send('GET', '/api/v1/collectives/somebody'),
    send('GET', '/api/v1/leaderboards'),
    send('GET', '/api/v1/operator/events'),
    send('POST', '/api/v1/users', ada),
    send('POST', '/api/v1/sessions', { email: ada.email, password: ada.password }),
    send('POST', '/api/auth/sign-in/email', { email: ada.email, password: ada.password }),
    send('POST', '/api/auth/sign-up/email', {
      ...ada,
      name: 'Ada',
      username: 'ada-2',
      email: 'ada2@example.com',
    }),
  ]);

const unavailable = { status: 503, type: '/problems/service-unavailable', retryAfter: '5' };
const statusOf = async (path: string) => (await send('GET', path)).status;

describe('while the database is away', () => {
  it('every route says so and when to come back, and serves again by itself', async () => {
    await link.cut();
    for (const answer of await everyKind()) expect(answer).toEqual(unavailable);
    expect(await statusOf('/healthz')).toBe(200);
    expect(await send('GET', '/readyz')).toMatchObject({ status: 503, type: '/problems/not-ready' });

    await link.join();
    expect(await statusOf('/readyz')).toBe(200);
    expect((await everyKind()).map(({ status }) => status)).not.toContain(503);
    await until('the facts to be delivered', async () => {
      const { subscriptions } = (
        await app.inject({ url: '/api/v1/operator/consumers', headers: asOperator })
      ).json<{ subscriptions: { lag: number }[] }>();
      const lag = subscriptions.reduce((sum, each) => sum + each.lag, 0);
      return lag === 0 ? true : notYet(lag);
    });
  });

  it('a thousand requests at once are refused, and none of them leaves anything behind', async () => {
    await link.cut();
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, () => send('GET', '/api/v1/collectives/somebody')),
    );
    expect(new Set(answers.map(({ status, retryAfter }) => `${status} ${retryAfter !== undefined}`))).toEqual(
      new Set(['503 true']),
    );
    const pool = app.get(BoundedPool);
    expect([pool.requests.length, pool.waitingCount]).toEqual([0, 0]);
    await link.join();
    expect(await statusOf('/api/v1/collectives/somebody')).toBe(404);
  });
});

describe('while somebody holds a lock that every request needs', () => {
  it('a thousand requests wait in a bounded line for a bounded time, and workers have their connections', async () => {
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE collectives.collectives IN ACCESS EXCLUSIVE MODE');
    const pool = app.get(BoundedPool);
    let longestLine = 0;
    let answered = 0;
    const begun = performance.now();
    const flood = Array.from({ length: 1_000 }, async () => {
      const answer = await send('GET', '/api/v1/collectives/somebody');
      answered += 1;
      longestLine = Math.max(longestLine, pool.requests.length);
      return answer;
    });
    await until('those for whom there is no room to be told', async () =>
      answered >= 700 ? answered : notYet(answered),
    );
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(await statusOf('/readyz')).toBe(200);

    const answers = await Promise.all(flood);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(answers.every(({ retryAfter }) => Number(retryAfter) > 0)).toBe(true);
    expect(longestLine).toBeGreaterThan(0);
    expect(longestLine).toBeLessThanOrEqual(200);
    expect(performance.now() - begun).toBeLessThan(15_000);

    await holder.query('ROLLBACK');
    await holder.end();
    expect(await statusOf('/api/v1/collectives/somebody')).toBe(404);
  });
});

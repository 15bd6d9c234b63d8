import { tmpdir } from 'node:os';
import { openApiDrift, routeFaults, routesWithoutPolicy } from '@boardwalk/http';
import { InProcessTransport, Messaging } from '@boardwalk/messaging';
import { Migrations } from '@boardwalk/persistence';
import { cloneDatabase, templateDatabase, type TestDatabase, VirtualClock } from '@boardwalk/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { type ContextName, contextNames, createPlatform, type PlatformSettings } from '../index.js';
import { OperatorLink } from '../front-door/operator-link.js';
import { version } from '../version.js';

const operatorToken = 'operator-of-the-platform-under-test';
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

const settings = (url: string, changed: Partial<PlatformSettings> = {}): PlatformSettings => ({
  contexts: contextNames,
  roles: ['web', 'relay', 'worker'],
  databaseUrl: url,
  secret: 'secret-of-the-platform-under-test-0123456789',
  operatorToken,
  publicUrl: 'http://127.0.0.1:3000',
  home: tmpdir(),
  transport: new InProcessTransport(),
  ...changed,
});

async function migrated(): Promise<TestDatabase> {
  await templateDatabase('platform', async (url) => {
    const app = await createPlatform(settings(url));
    await app.get(Migrations).run();
    await app.close();
  });
  return cloneDatabase('platform');
}

async function platform(changed: Partial<PlatformSettings> = {}): Promise<NestFastifyApplication> {
  const database = await migrated();
  open.push(() => database.drop());
  const app = await createPlatform(settings(database.url, changed));
  open.push(() => app.close());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

const asOperator = { authorization: `Bearer ${operatorToken}` };

describe('the platform', () => {
  it('has a policy on every route, and documents every one', async () => {
    const app = await platform();
    expect(routesWithoutPolicy(app)).toEqual([]);
    expect(routeFaults(app)).toEqual([]);
    const document = await app.inject({ url: '/api/v1/openapi.json' });
    expect(openApiDrift(app, document.json())).toEqual([]);
  });

  it('tells people on its first page what runs here and what to try', async () => {
    const app = await platform();
    const { statusCode, headers, body } = await app.inject({ url: '/' });
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    for (const name of contextNames) expect(body).toContain(`<td>${name}</td>`);
    for (const link of ['/docs', '/api/v1/openapi.json', '/problems', '/api/v1/leaderboards'])
      expect(body).toContain(`href="${link}"`);
    expect(body).toContain('npm run boardwalk tour');
    expect(body).not.toContain('elsewhere');
  });

  it('links on its first page to what answers', async () => {
    const app = await platform();
    const { body } = await app.inject({ url: '/' });
    const links = [...body.matchAll(/<a href="([^"#]+)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(4);
    for (const url of links)
      expect([url, (await app.inject({ url: url ?? '' })).statusCode]).toEqual([url, 200]);
  });

  it('is ready when its database answers', async () => {
    const app = await platform();
    expect((await app.inject({ url: '/readyz' })).json()).toEqual({
      status: 'ready',
      checks: [{ name: 'database', ready: true }],
    });
  });

  it('shows the operator token once, to who has the link', async () => {
    const app = await platform();
    const { path } = app.get(OperatorLink, { strict: false });
    const guessed = await app.inject({ url: '/operator?code=guessed' });
    expect(guessed.statusCode).toBe(410);
    expect(guessed.body).not.toContain(operatorToken);
    const shown = await app.inject({ url: path });
    expect(shown.body).toContain(operatorToken);
    expect(shown.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    const again = await app.inject({ url: path });
    expect(again.statusCode).toBe(410);
    expect(again.body).not.toContain(operatorToken);
  });

  it('runs any subset of contexts, and says what it does not run', async () => {
    const few: ContextName[] = ['identity', 'stats'];
    const app = await platform({ contexts: few, roles: ['web'], given: ['CONTEXTS', 'ROLES'] });
    expect((await app.inject({ url: '/api/v1/operator', headers: asOperator })).json()).toEqual({
      version,
      contexts: few,
      roles: ['web'],
      transport: 'in-process',
      given: ['CONTEXTS', 'ROLES'],
    });
    expect((await app.inject({ url: '/api/v1/leaderboards' })).statusCode).toBe(200);
    expect((await app.inject({ url: '/api/v1/collectives' })).statusCode).toBe(404);
    expect((await app.inject({ url: '/' })).body).toContain('elsewhere');
  });

  it.each(contextNames)(
    'runs the context %s without any other, where no requests are answered',
    async (name) => {
      const app = await platform({ contexts: [name], roles: ['worker'] });
      await app.get(Messaging).drain();
    },
  );

  it('refuses to answer requests of people when nobody can tell who asks', async () => {
    const database = await migrated();
    open.push(() => database.drop());
    const app = await createPlatform(settings(database.url, { contexts: ['collectives'] }));
    open.push(() => app.close());
    await expect(app.init()).rejects.toThrow(/Authenticator/);
  });

  it('takes its time from the clock that it is given', async () => {
    const clock = new VirtualClock(new Date('2030-01-02T03:04:05.000Z'));
    const app = await platform({ clock });
    const signedUp = await app.inject({
      method: 'POST',
      url: '/api/v1/users',
      payload: { username: 'ada', email: 'ada@example.com', password: 'correct horse battery' },
    });
    expect(signedUp.statusCode).toBe(201);
    const { items } = (await app.inject({ url: '/api/v1/operator/events', headers: asOperator })).json<{
      items: { occurredAt: string }[];
    }>();
    expect(items.map(({ occurredAt }) => occurredAt)).toContain('2030-01-02T03:04:05.000Z');
  });

  it('delivers by itself once messaging is started, and stops when it is closed', async () => {
    const app = await platform();
    await app.get(Messaging).start();
    await app.close();
    await expect(app.inject({ url: '/healthz' })).rejects.toThrow();
  });
});

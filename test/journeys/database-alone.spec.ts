import { Socket } from 'node:net';
import { Messaging } from '@boardwalk/messaging';
import { configurationFrom, createPlatform, transportOf } from '@boardwalk/platform';
import { FaultInjectingTransport, SeededRandomness } from '@boardwalk/testing';
import { notYet, until } from '@boardwalk/testing/until';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BoardwalkWorld, operator } from './boardwalk-world.js';
import type { Crew } from './crew/crew.js';
import type { Surroundings } from './crew/journey-platform.js';
import { quickPasswords } from './crew/quick-passwords.js';

/** The platform as its program runs it that was told of a database and of nothing else: by itself, by the system's clock. */
async function toldOfADatabaseAlone({ databaseUrl, home, faults }: Surroundings): Promise<Crew> {
  const secret = 'secret-of-the-database-alone-0123456789abcdef';
  const { databaseUrl: _, ...configuration } = configurationFrom({
    DATABASE_URL: databaseUrl,
    BOARDWALK_SECRET: secret,
    BOARDWALK_HOME: home,
  });
  const transport = await transportOf({ ...configuration, routes: {}, databaseUrl });
  const app = await createPlatform({
    ...configuration,
    databaseUrl,
    secret,
    operatorToken: operator,
    publicUrl: 'http://boardwalk.test',
    passwords: quickPasswords,
    transport: new FaultInjectingTransport(faults, new SeededRandomness(), transport),
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await app.get(Messaging).start();
  return {
    request: async ({ method, path, headers, payload }) => {
      const answer = await app.inject({
        method,
        url: path,
        headers,
        ...(payload !== undefined && { payload }),
      });
      return { status: answer.statusCode, headers: answer.headers, body: answer.body };
    },
    drain: () =>
      app
        .get(Messaging)
        .drain()
        .then(() => undefined),
    stop: () => app.close(),
  };
}

describe('a platform that was told of a database and of nothing else', () => {
  let world: BoardwalkWorld;
  /** Wherever a connection was tried to, once it runs. */
  const called = new Set<string>();

  beforeAll(async () => {
    world = await BoardwalkWorld.start({
      crew: async (surroundings) => {
        const { connect } = Socket.prototype;
        vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...to: unknown[]) {
          this.on('connectionAttempt', (address: string, port: number) => called.add(`${address}:${port}`));
          return Reflect.apply(connect, this, to) as Socket;
        });
        return toldOfADatabaseAlone(surroundings);
      },
    });
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await world.stop();
  });

  const eventually = <Found>(what: string, look: () => Promise<Found | undefined>) =>
    until(what, async () => (await look()) ?? notYet());
  const listed = <Item>(path: string) => world.listed<Item>(`operator/${path}`);

  it('has everything: mail, scores, posts and records, each once, and calls nobody but the database [0-24] [3-34]', async () => {
    const [email, password] = ['ada@example.org', 'the analytical engine'];
    const form = { username: 'ada', email, password };
    await world.expect(201, 'POST', 'users', { body: form });
    const mail = await eventually('the mail that asks to confirm the address', async () => {
      const mails = await listed<{ subject: string; text: string | null }>('mail');
      return mails.find(({ subject, text }) => subject.startsWith('Confirm') && text !== null);
    });
    const token = /[?&]token=([\w-]+)/.exec(mail.text ?? '')?.[1];
    await world.expect(200, 'POST', 'email-verifications', { body: { token } });
    const session = await world.expect<{ token: string }>(201, 'POST', 'sessions', {
      body: { email, password },
    });
    const ada = { username: 'ada', email, userId: '', token: session.token };
    await eventually('the personal collective', async () => {
      const answer = await world.request('GET', 'collectives/ada');
      return answer.status === 200 ? answer : undefined;
    });
    await world.publish(ada, '@ada/notes', '2026.06.01.1');
    const score = await eventually('all points', async () => {
      const answer = await world.request<{ total: number; counters: object }>('GET', 'stats/ada');
      return answer.status === 200 && answer.body.total >= 1_710 ? answer.body : undefined;
    });
    expect(score).toMatchObject({
      total: 20 + 80 + 10 + 500 + 100 + 1_000,
      counters: { sign_up: 1, email_verified: 1, daily_sign_in: 1, extension_published: 1 },
    });
    const posts = await eventually('the post about it', async () => {
      const all = await listed<{ content: string; captured: boolean }>('discord-messages');
      const about = all.filter(({ content, captured }) => captured && content.includes('notes'));
      return about.length > 0 ? about : undefined;
    });
    expect(posts).toHaveLength(1);
    const records = await eventually('the record of it', async () => {
      const all = await listed<{ properties: object }>('telemetry-events?name=extension_published');
      return all.length > 0 ? all : undefined;
    });
    expect(records).toMatchObject([{ properties: { extensionName: '@ada/notes', username: 'ada' } }]);
    expect((await listed<{ type: string }>('events')).map(({ type }) => type)).toContain(
      'extensions.extension-published.v1',
    );
    expect([...called]).toEqual([world.databaseAddress]);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemIds } from '@boardwalk/domain';
import { Messaging, type Transport } from '@boardwalk/messaging';
import { Migrations } from '@boardwalk/persistence';
import { contextNames, createPlatform } from '@boardwalk/platform';
import {
  cloneDatabase,
  type DeliveredMail,
  DiscordStandIn,
  FaultInjectingTransport,
  type Faults,
  SeededRandomness,
  SmtpStandIn,
  templateDatabase,
  type TestDatabase,
  VirtualClock,
} from '@boardwalk/testing';
import pg from 'pg';
import { announcing, gzipped } from './archives.js';
import { everythingIn } from './everything.js';

export const operator = 'operator-token-of-the-journeys-0123456789';
const secret = 'secret-of-the-journeys-0123456789abcdefghij';

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Body;
}

export interface Ask {
  /** A bearer token. */
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody who has signed up, proved the address and signed in. */
export interface Person {
  readonly username: string;
  readonly email: string;
  readonly userId: string;
  /** Of the session. */
  readonly token: string;
}

type Application = Awaited<ReturnType<typeof createPlatform>>;
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface WorldSettings {
  /** Of the transport. Default: every fact comes to each subscription twice. */
  readonly faults?: Faults;
  /** Makes what brings the facts on a database. Default: they stay in the process. */
  readonly transport?: (databaseUrl: string) => Promise<Transport>;
}

/** Every context, put together as the platform puts them together, between a mail server and a Discord on loopback. */
export class BoardwalkWorld {
  private constructor(
    private readonly app: Application,
    private readonly home: string,
    private readonly database: TestDatabase,
    private readonly pool: pg.Pool,
    readonly clock: VirtualClock,
    readonly mailServer: SmtpStandIn,
    readonly discord: DiscordStandIn,
  ) {}

  static async start({
    faults = { duplicate: true },
    transport,
  }: WorldSettings = {}): Promise<BoardwalkWorld> {
    const clock = new VirtualClock();
    const home = await mkdtemp(join(tmpdir(), 'boardwalk-journey-'));
    const [mailServer, discord] = await Promise.all([
      SmtpStandIn.start(),
      DiscordStandIn.start({ clock, limit: 10_000 }),
    ]);
    const boot = async (databaseUrl: string, inner?: Transport) => {
      const randomness = new SeededRandomness();
      return createPlatform({
        contexts: contextNames,
        roles: ['web'],
        databaseUrl,
        operatorToken: operator,
        transport: new FaultInjectingTransport(faults, randomness, inner),
        clock,
        ids: new SystemIds(clock),
        randomness,
        secret,
        publicUrl: 'http://boardwalk.test',
        home,
        smtpUrl: mailServer.url,
        discordApiUrl: discord.apiUrl,
        discordWebhookUrl: DiscordStandIn.webhookUrl,
      });
    };
    await templateDatabase('boardwalk', async (url) => {
      const app = await boot(url);
      await app.get(Migrations).run();
      await app.close();
    });
    const database = await cloneDatabase('boardwalk');
    const app = await boot(database.url, await transport?.(database.url));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    return new BoardwalkWorld(app, home, database, pool, clock, mailServer, discord);
  }

  async stop(): Promise<void> {
    await this.pool.end();
    await this.app.close();
    await Promise.all([this.mailServer.stop(), this.discord.stop(), this.database.drop()]);
    await rm(this.home, { recursive: true, force: true });
  }

  /** Delivers until nothing is left to deliver, mails and posts included. */
  drain(): Promise<void> {
    return this.app.get(Messaging).drain();
  }

  async request<Body = unknown>(
    method: Method,
    path: string,
    { as, body, headers }: Ask = {},
  ): Promise<Answer<Body>> {
    const raw = Buffer.isBuffer(body) || typeof body === 'string';
    const answer = await this.app.inject({
      method,
      url: `/api/v1/${path}`,
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${as}` }),
        ...(body !== undefined && !Buffer.isBuffer(body) && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: raw ? body : JSON.stringify(body) }),
    });
    const text = answer.body;
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
    };
  }

  /** A page for people. */
  async page(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const answer = await this.app.inject({ method: 'GET', url: path });
    return { status: answer.statusCode, text: answer.body };
  }

  /** The body of an answer that has to have this status. */
  async expect<Body>(status: number, method: Method, path: string, ask: Ask = {}): Promise<Body> {
    const answer = await this.request<Body>(method, path, ask);
    if (answer.status !== status)
      throw new Error(
        `${method} ${path}: ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`,
      );
    return answer.body;
  }

  /** All items of a list that the operator reads. */
  async listed<Item>(path: string): Promise<Item[]> {
    const { items } = await this.expect<{ items: Item[] }>(200, 'GET', path, { as: operator });
    return items;
  }

  /** What was said to somebody, oldest first. */
  mailsTo(email: string): readonly DeliveredMail[] {
    return this.mailServer.mails.filter(({ recipients }) => recipients.includes(email));
  }

  /** From the form to the session, through the mail. */
  async signUp(username: string): Promise<Person> {
    const email = `${username}@example.org`;
    const password = `the password of ${username}`;
    const body = { username, email, password };
    const { userId } = await this.expect<{ userId: string }>(201, 'POST', 'users', { body });
    await this.drain();
    const token = tokenIn(this.mailsTo(email).find(({ subject }) => subject.startsWith('Confirm')));
    await this.expect(200, 'POST', 'email-verifications', { body: { token } });
    await this.drain();
    const session = await this.expect<{ token: string }>(201, 'POST', 'sessions', {
      body: { email, password },
    });
    return { username, email, userId, token: session.token };
  }

  /** All three steps. */
  async publish(author: Person, name: string, version: string): Promise<void> {
    const archive = gzipped({ path: 'manifest.json', content: `{"name":"${name}","version":"${version}"}` });
    const as = author.token;
    const body = { name, version, ...announcing(archive) };
    const { publicationId } = await this.expect<{ publicationId: string }>(201, 'POST', 'publications', {
      as,
      body,
    });
    await this.expect(200, 'PUT', `publications/${publicationId}/archive`, {
      as,
      body: archive,
      headers: { 'content-type': 'application/gzip' },
    });
    await this.expect(200, 'POST', `publications/${publicationId}/confirm`, { as });
  }

  async rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(sql, [...values])).rows;
  }

  /** See {@link everythingIn}. */
  everything(): Promise<Record<string, string>> {
    return everythingIn({ databaseUrl: this.database.url, home: this.home });
  }
}

/** The token in the link of a mail. */
export function tokenIn(mail: DeliveredMail | undefined): string {
  const token = /[?&]token=([\w-]+)/.exec(mail?.text ?? '')?.[1];
  if (token === undefined) throw new Error(`No link with a token in the mail:\n${mail?.text}`);
  return token;
}

/** The invite in the link of a mail. */
export function inviteIn(mail: DeliveredMail | undefined): string {
  const invite = /[?&]invite=([\w-]+)/.exec(mail?.text ?? '')?.[1];
  if (invite === undefined) throw new Error(`No link to an invite in the mail:\n${mail?.text}`);
  return invite;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Migrations } from '@boardwalk/persistence';
import { contextNames } from '@boardwalk/platform';
import {
  cloneDatabase,
  type DeliveredMail,
  DiscordStandIn,
  type Faults,
  SeededRandomness,
  SmtpStandIn,
  templateDatabase,
  type TestDatabase,
  VirtualClock,
} from '@boardwalk/testing';
import pg from 'pg';
import { announcing, gzipped } from './archives.js';
import type { Crew, Sent } from './crew/crew.js';
import { journeyPlatform, operator, type Surroundings } from './crew/journey-platform.js';
import { OneProcess } from './crew/one-process.js';
import { everythingIn } from './everything.js';

export { operator };

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

type Method = Sent['method'];

export interface WorldSettings {
  /** Of the transport. Default: every fact comes to each subscription twice. */
  readonly faults?: Faults;
  /** Makes the processes. Default: one, in which facts stay. */
  readonly crew?: (surroundings: Surroundings, clock: VirtualClock) => Promise<Crew>;
}

/** Every context, put together as the platform puts them together, between a mail server and a Discord on loopback. */
export class BoardwalkWorld {
  private constructor(
    private readonly crew: Crew,
    private readonly home: string,
    private readonly database: TestDatabase,
    private readonly pool: pg.Pool,
    readonly clock: VirtualClock,
    readonly mailServer: SmtpStandIn,
    readonly discord: DiscordStandIn,
  ) {}

  static async start({
    faults = { duplicate: true },
    crew: start = OneProcess.start,
  }: WorldSettings = {}): Promise<BoardwalkWorld> {
    const clock = new VirtualClock();
    const home = await mkdtemp(join(tmpdir(), 'boardwalk-journey-'));
    const [mailServer, discord] = await Promise.all([
      SmtpStandIn.start(),
      DiscordStandIn.start({ clock, limit: 10_000 }),
    ]);
    const around = (databaseUrl: string): Surroundings => ({
      databaseUrl,
      home,
      smtpUrl: mailServer.url,
      discordApiUrl: discord.apiUrl,
      faults,
    });
    await templateDatabase('boardwalk', async (url) => {
      const randomness = new SeededRandomness();
      const app = await journeyPlatform({ ...around(url), contexts: contextNames }, { clock, randomness });
      await app.get(Migrations).run();
      await app.close();
    });
    const database = await cloneDatabase('boardwalk');
    const crew = await start(around(database.url), clock);
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    return new BoardwalkWorld(crew, home, database, pool, clock, mailServer, discord);
  }

  async stop(): Promise<void> {
    await this.pool.end();
    await this.crew.stop();
    await Promise.all([this.mailServer.stop(), this.discord.stop(), this.database.drop()]);
    await rm(this.home, { recursive: true, force: true });
  }

  /** The folder in which the platform keeps what it does not keep in the database. */
  get files(): string {
    return this.home;
  }

  /** Where the database answers, `host:port`. */
  get databaseAddress(): string {
    return new URL(this.database.url).host;
  }

  /** Delivers until nothing is left to deliver, mails and posts included. */
  drain(): Promise<void> {
    return this.crew.drain();
  }

  async request<Body = unknown>(
    method: Method,
    path: string,
    { as, body, headers }: Ask = {},
  ): Promise<Answer<Body>> {
    const payload = Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await this.crew.request({
      method,
      path: `/api/v1/${path}`,
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${as}` }),
        ...(body !== undefined && !Buffer.isBuffer(body) && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload }),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      body: (answer.body === '' ? undefined : JSON.parse(answer.body)) as Body,
    };
  }

  /** A page for people. */
  async page(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const { status, body } = await this.crew.request({ method: 'GET', path, headers: {} });
    return { status, text: body };
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
    const body = { username, email, password: passwordOf(username) };
    const { userId } = await this.expect<{ userId: string }>(201, 'POST', 'users', { body });
    await this.drain();
    const token = tokenIn(this.mailsTo(email).find(({ subject }) => subject.startsWith('Confirm')));
    await this.expect(200, 'POST', 'email-verifications', { body: { token } });
    await this.drain();
    return this.signIn({ username, email, userId, token: '' });
  }

  /** With another session. */
  async signIn(person: Person, headers: Readonly<Record<string, string>> = {}): Promise<Person> {
    const { email, username } = person;
    const body = { email, password: passwordOf(username) };
    const { token } = await this.expect<{ token: string }>(201, 'POST', 'sessions', { body, headers });
    return { ...person, token };
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

  /** @param by nobody who is signed in, when absent */
  async pull(name: string, version: string, by?: Person): Promise<void> {
    const path = `/api/v1/extensions/${encodeURIComponent(name)}/versions/${version}/archive`;
    const headers: Record<string, string> = by === undefined ? {} : { authorization: `Bearer ${by.token}` };
    const { status, body } = await this.crew.request({ method: 'GET', path, headers });
    if (status !== 200) throw new Error(`GET ${path}: ${status} instead of 200: ${body}`);
  }

  async rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(sql, [...values])).rows;
  }

  /** See {@link everythingIn}. */
  everything(): Promise<Record<string, string>> {
    return everythingIn({ databaseUrl: this.database.url, home: this.home });
  }
}

/** Of whoever signed up under a name. */
export const passwordOf = (username: string): string => `the password of ${username}`;

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

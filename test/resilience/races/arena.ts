import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { notYet, until } from '@boardwalk/testing/until';
import { databaseDirectory } from '@boardwalk/tooling/boardwalk-home.mjs';
import { Client } from 'pg';
import { PlatformProcess } from '../../servers/platform-process.ts';

export interface Person {
  readonly username: string;
  readonly email: string;
  /** Of a session. */
  readonly token: string;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

interface Ask {
  readonly as?: string;
  readonly body?: object | Buffer;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const waiting = { stallMs: 30_000, everyMs: 20 };

/** Two processes of the whole platform on one database, which can be asked something at the same time. */
export class Arena {
  private readonly platforms: readonly [PlatformProcess, PlatformProcess];
  readonly database: Client;
  /** In mails. */
  private readonly found = new Set<string>();

  private constructor(platforms: readonly [PlatformProcess, PlatformProcess], database: Client) {
    this.platforms = platforms;
    this.database = database;
  }

  /** @param work while the processes run; they end with it */
  static async with<T>(work: (arena: Arena) => Promise<T>): Promise<T> {
    const home = await mkdtemp(join(tmpdir(), 'races-'));
    // As root the database runs under another account, which has to reach its files.
    await chmod(home, 0o755);
    const directory = databaseDirectory(home);
    const server = await startEmbeddedPostgres({ directory, durable: false, log: () => undefined });
    const database = new Client({ connectionString: server.url });
    const started: PlatformProcess[] = [];
    const start = async (name: string) => {
      const platform = await PlatformProcess.start(join(home, name), {
        DATABASE_URL: server.url,
        BOARDWALK_SECRET: 'of-the-races-0123456789abcdefghijklmnop',
        OPERATOR_TOKEN: 'operator-of-the-races-0123456789abcdef',
        LOG_LEVEL: 'fatal',
      });
      started.push(platform);
      return platform;
    };
    try {
      await database.connect();
      const one = await start('one');
      return await work(new Arena([one, await start('other')], database));
    } finally {
      await Promise.all(started.map((platform) => platform.stop()));
      await database.end();
      await server.stop();
      await removeEmbeddedPostgres(directory);
      await rm(home, { recursive: true, force: true });
    }
  }

  get operator(): string {
    return this.platforms[0].operatorToken;
  }

  /** Of the first process. */
  ask<Body>(method: Method, path: string, { as, body }: Ask = {}): Promise<Answer<Body>> {
    return asked(this.platforms[0], method, path, { ...(as !== undefined && { as }), ...(body && { body }) });
  }

  /** The body of an answer that has to be good. */
  async expect<Body>(method: Method, path: string, ask: Ask = {}): Promise<Body> {
    const { status, body } = await this.ask<Body>(method, path, ask);
    if (status >= 300) throw new Error(`${method} ${path} answers ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** The same, or two of a kind, at both processes at the same time. */
  both<Body>(method: Method, paths: string | readonly [string, string], asks: Ask | readonly [Ask, Ask]) {
    const [path, otherPath] = typeof paths === 'string' ? [paths, paths] : paths;
    const [one, other] = Array.isArray(asks) ? (asks as readonly [Ask, Ask]) : [asks as Ask, asks as Ask];
    return Promise.all([
      asked<Body>(this.platforms[0], method, path, one),
      asked<Body>(this.platforms[1], method, otherPath, other),
    ]);
  }

  /** Resolves when everything that has happened has had its effect. */
  settled(): Promise<void> {
    return this.platforms[0].caughtUp();
  }

  async signUp(username: string): Promise<Person> {
    const email = `${username}@example.org`;
    const password = `the password of ${username}`;
    await this.expect('POST', 'users', { body: { username, email, password } });
    const [, token] = await this.mailTo(email, /verify-email\?token=([\w-]+)/);
    await this.expect('POST', 'email-verifications', { body: { token } });
    const session = await this.expect<{ token: string }>('POST', 'sessions', { body: { email, password } });
    return { username, email, token: session.token };
  }

  /** What matches in a captured mail to somebody; each is found once. */
  mailTo(email: string, pattern: RegExp): Promise<RegExpExecArray> {
    return until(
      `a mail to ${email}`,
      async () => {
        const { items } = await this.expect<{ items: { text: string | null }[] }>(
          'GET',
          `operator/mail?to=${encodeURIComponent(email)}&limit=20`,
          { as: this.operator },
        );
        const matches = items.flatMap(({ text }) => pattern.exec(text ?? '') ?? []).length;
        for (const { text } of items) {
          const match = pattern.exec(text ?? '');
          if (match === null || this.found.has(match[0])) continue;
          this.found.add(match[0]);
          return match;
        }
        return notYet(matches);
      },
      waiting,
    );
  }
}

async function asked<Body>(
  { url }: PlatformProcess,
  method: Method,
  path: string,
  { as, body }: Ask,
): Promise<Answer<Body>> {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: {
      ...(as !== undefined && { authorization: `Bearer ${as}` }),
      ...(body !== undefined && {
        'content-type': Buffer.isBuffer(body) ? 'application/gzip' : 'application/json',
      }),
    },
    ...(body !== undefined && { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? undefined : JSON.parse(text)) as Body };
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notYet, until } from '@boardwalk/testing/until';
import type { BrokerServer, StartServer } from './broker-server.ts';
import { freePort } from './free-port.ts';

/** By name, as in redis.conf. */
export type RedisSettings = Readonly<Record<string, string>>;

/** What a transport needs. */
const fit: RedisSettings = {
  save: '',
  appendonly: 'yes',
  appendfsync: 'everysec',
  'maxmemory-policy': 'noeviction',
};

const missing =
  'Set BOARDWALK_TEST_REDIS to the URL of a Redis that may be emptied, ' +
  'or have redis-server on PATH (Debian: apt-get install redis-server; it need not run).';

/** One of the test's own, or the one at BOARDWALK_TEST_REDIS, which keeps running when a crash is asked of it. */
export const redisServer: StartServer = async () => {
  const url = process.env['BOARDWALK_TEST_REDIS'];
  if (url === undefined) return startRedis();
  const wipe = () => ask(url, 'FLUSHDB');
  await wipe();
  return { url, version: 'unknown', restart: async () => undefined, wipe, stop: wipe };
};

/** One with settings of the test's own, on any free port. */
export async function startRedis(
  settings: RedisSettings = {},
): Promise<RedisProcess | { readonly missing: string }> {
  const told = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  if (told.status !== 0) return { missing };
  const version = /v=(\S+)/.exec(told.stdout)?.[1] ?? 'unknown';
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const redis = new RedisProcess(version, await freePort(), { ...fit, ...settings }, folder);
  await redis.start();
  return redis;
}

export class RedisProcess implements BrokerServer {
  readonly url: string;
  readonly version: string;
  private readonly port: number;
  private readonly settings: RedisSettings;
  private readonly folder: string;
  private child: ChildProcess | undefined;

  constructor(version: string, port: number, settings: RedisSettings, folder: string) {
    this.version = version;
    this.port = port;
    this.settings = settings;
    this.folder = folder;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const settings = { port: String(this.port), bind: '127.0.0.1', dir: this.folder, ...this.settings };
    const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn('redis-server', words, { stdio: 'ignore' });
    this.child = child;
    await until(
      'Redis to answer',
      async () => {
        if (child.exitCode !== null) throw new Error(`Redis ended with ${child.exitCode}.`);
        return ask(this.url, 'PING').then(
          () => true,
          (error: unknown) => notYet(String(error)),
        );
      },
      { stallMs: 20_000 },
    );
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    this.child = undefined;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** It answers nobody, and its connections stay. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  wipe(): Promise<void> {
    return ask(this.url, 'FLUSHALL');
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Says one command, and waits for a good answer. */
async function ask(url: string, command: string): Promise<void> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const socket = connect(Number(port === '' ? 6379 : port), hostname);
  socket.setEncoding('utf8');
  try {
    await once(socket, 'connect');
    const words = [
      ...(password === '' ? [] : [`AUTH ${username === '' ? 'default' : username} ${password}`]),
      ...(pathname.length > 1 ? [`SELECT ${pathname.slice(1)}`] : []),
      command,
    ];
    for (const each of words) {
      socket.write(`${each}\r\n`);
      const [answer] = (await once(socket, 'data')) as [string];
      if (!answer.startsWith('+'))
        throw new Error(`Redis answers ${answer.trim()} to ${each.split(' ')[0]}.`);
    }
  } finally {
    socket.destroy();
  }
}

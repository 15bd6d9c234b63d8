import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '../measuring/load.ts';
import { freePort } from '../../servers/free-port.ts';

/** When Redis writes through to the disk: before each answer, as PostgreSQL does, or once a second. */
type Flush = 'always' | 'everysec';

export interface RedisServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Whether this machine has a `redis-server` (Debian: apt-get install redis-server). */
export function redisIsInstalled(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** A Redis of our own that refuses rather than forgets, on any free port. */
export async function startRedis(flush: Flush): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), 'benchmark-redis-'));
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: directory,
    save: '',
    appendonly: 'yes',
    appendfsync: flush,
    'maxmemory-policy': 'noeviction',
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn('redis-server', words, { stdio: 'ignore' });
  const exited = once(child, 'exit');
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries === 100 || child.exitCode !== null) throw new Error('redis-server did not start.');
    await pause(50);
  }
  return {
    port,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

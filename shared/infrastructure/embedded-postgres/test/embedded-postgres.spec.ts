import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { livePostmaster } from '@boardwalk/tooling/postmaster.mjs';
import { isAlive, untilEnded } from '@boardwalk/tooling/processes.mjs';
import { Client } from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../index.js';
import { anotherProcess, build } from './another-process.js';

let directory: string;
let said: string[];

const start = ({ durable = false } = {}): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ directory, durable, log: (line) => said.push(line) });

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'boardwalk-embedded-'));
  said = [];
});

afterEach(() => removeEmbeddedPostgres(directory));

describe('an embedded server', () => {
  it('answers on loopback only, to its password only, in UTF-8 and C order', async () => {
    const server = await start({ durable: true });
    expect(
      await query(
        server.url,
        `select current_setting('listen_addresses') as listens, current_setting('server_encoding') as encoding,
                current_setting('unix_socket_directories') as sockets, current_setting('fsync') as fsync,
                current_setting('max_connections') as connections`,
      ),
    ).toEqual([{ listens: '127.0.0.1', encoding: 'UTF8', sockets: '', fsync: 'on', connections: '200' }]);
    const stranger = new URL(server.url);
    stranger.password = 'guessed';
    await expect(query(stranger.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    await server.stop();
  });

  it('does not wait for the disk when nobody will miss it', async () => {
    const server = await start();
    expect(await query(server.url, "select current_setting('fsync') as fsync")).toEqual([{ fsync: 'off' }]);
    await server.stop();
  });

  it('keeps what was written over a stop and a start', async () => {
    const first = await start();
    await query(first.url, 'create table kept (id int)');
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start();
    expect(await query(second.url, 'select * from kept')).toEqual([]);
    await second.stop();
  });

  it('never runs as root, and where its account cannot go its files go elsewhere', async () => {
    const server = await start();
    const data = statSync(join(server.directory, 'data'));
    expect(data.uid).not.toBe(0);
    await server.stop();
    const closed = join(directory, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const within = { directory: join(closed, 'database'), durable: false, log: () => undefined };
    const hidden = await startEmbeddedPostgres(within);
    const root = process.getuid?.() === 0;
    expect(hidden.directory === within.directory).toBe(!root);
    await query(hidden.url, 'create table remembered (id int)');
    await hidden.stop();
    const again = await startEmbeddedPostgres(within);
    expect(await query(again.url, 'select * from remembered')).toEqual([]);
    await again.stop();
    await removeEmbeddedPostgres(within.directory);
    expect(statSync(hidden.directory, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('several who use one directory', () => {
  beforeAll(build);

  it('share one server, made once, that ends with the last of them', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(second.pid).toBe(first.pid);
    expect(said.filter((line) => line.startsWith('Making'))).toHaveLength(1);
    await first.stop();
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.stop();
    expect(isAlive(second.pid)).toBe(false);
  });

  it('may be processes of their own that race for it', async () => {
    const [one, other, own] = await Promise.all([
      anotherProcess(directory),
      anotherProcess(directory),
      start(),
    ]);
    expect([one.pid, other.pid]).toEqual([own.pid, own.pid]);
    await one.kill();
    await own.stop();
    expect(isAlive(own.pid)).toBe(true);
    await other.kill();
  });

  it('may stop and start at the same time', async () => {
    const first = await start();
    const [, second] = await Promise.all([first.stop(), start()]);
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.stop();
  });
});

describe('after kill -9', () => {
  beforeAll(build);

  it('of the process that started it, the server goes on and the next start takes it over', async () => {
    const killed = await anotherProcess(directory);
    await query(killed.url, 'create table survives (id int)');
    await killed.kill();
    const server = await start();
    expect(server.pid).toBe(killed.pid);
    expect(await query(server.url, 'select * from survives')).toEqual([]);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  it('of the server, it is started again on the same port with everything that was committed', async () => {
    const server = await start({ durable: true });
    await query(server.url, 'create table committed as select 1 as id');
    const { pid, url } = server;
    process.kill(pid, 'SIGKILL');
    await untilEnded(pid, 5_000);
    const witness = await start({ durable: true }); // answers when the server does
    expect(witness.url).toBe(url);
    expect(await query(url, 'select id from committed')).toEqual([{ id: 1 }]);
    await witness.stop();
    await server.stop();
    expect(server.pid).not.toBe(pid);
    expect(livePostmaster(join(server.directory, 'data'))).toBeNull();
    expect(said).toContain('The embedded database ended without being asked to; starting it again');
  });

  it('of the process and of its server, the next start repairs the database', async () => {
    const killed = await anotherProcess(directory);
    await query(killed.url, 'create table committed as select 1 as id');
    await killed.kill();
    process.kill(killed.pid, 'SIGKILL');
    const server = await start();
    expect(await query(server.url, 'select id from committed')).toEqual([{ id: 1 }]);
    expect(said).toContain('The database was not stopped in order; it repairs itself from its log');
    await server.stop();
  });

  it("the server's number may belong to another process by then", async () => {
    const first = await start();
    const data = join(first.directory, 'data');
    const asItWas = readFileSync(join(data, 'postmaster.pid'), 'utf8');
    await first.stop();
    writeFileSync(join(data, 'postmaster.pid'), asItWas.replace(/^\d+/, String(process.pid)));
    const server = await start();
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('in the middle of making a cluster, the next start makes it', async () => {
    mkdirSync(join(directory, 'data.new'));
    writeFileSync(join(directory, 'data.new', 'half'), '');
    const nobody = 2 ** 22 + 1; // above the largest number a Linux process can have
    writeFileSync(join(directory, 'starting'), String(nobody));
    const server = await start();
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });
});

describe('an embedded server that cannot start', () => {
  it('says that its data is of another version, and how to go on', async () => {
    const server = await start();
    await server.stop();
    writeFileSync(join(server.directory, 'data', 'PG_VERSION'), '12\n');
    const refusal: unknown = await start().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EmbeddedPostgresError);
    expect(String(refusal)).toMatch(/does not start[^]*PostgreSQL 12[^]*npm run reset[^]*DATABASE_URL/);
  });
});

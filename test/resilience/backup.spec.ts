import { chmodSync, mkdtempSync, readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '@boardwalk/embedded-postgres';
import { notYet, until } from '@boardwalk/testing/until';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boardwalk, PlatformProcess } from '../servers/platform-process.js';
import { copyArchives, hotBackup } from './backup/hot-backup.js';

let folder: string;
const servers: EmbeddedPostgres[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'boardwalk-backup-'));
  // As root the database runs under another account, which has to reach its files.
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const name of ['before', 'after']) await removeEmbeddedPostgres(join(folder, name));
  await rm(folder, { recursive: true, force: true });
});

async function server(name: string): Promise<EmbeddedPostgres> {
  const started = await startEmbeddedPostgres({
    directory: join(folder, name),
    durable: true,
    log: () => undefined,
  });
  servers.push(started);
  return started;
}

const secrets = {
  BOARDWALK_SECRET: 'secret-of-a-platform-that-is-backed-up-0123',
  OPERATOR_TOKEN: 'operator-of-a-platform-that-is-backed-up',
};

function platform(name: string, { url }: EmbeddedPostgres): Promise<PlatformProcess> {
  return PlatformProcess.start(join(folder, name), { ...secrets, DATABASE_URL: url });
}

async function rows<Row extends object>({ url }: EmbeddedPostgres, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const factsOf = async (of: EmbeddedPostgres) =>
  (await rows<{ id: string }>(of, 'SELECT id FROM messaging.facts ORDER BY pos')).map(({ id }) => id);

describe('a backup of a platform under load', () => {
  it('holds everything up to its end, and nothing takes effect twice after a restore', {
    timeout: 420_000,
  }, async () => {
    const home = { before: join(folder, 'home-before'), after: join(folder, 'home-after') };
    const source = await server('before');
    await mkdir(home.before);
    const running = await platform('home-before', source);
    const words = ['load', '--rate', '3/s', '--for', '10m', '--people', '3', '--json'];
    const load = boardwalk(home.before, words);
    const ended = load.ended.then(({ output }) => `The load ended:\n${output}`);
    await until(
      'traffic',
      async () => {
        const { length } = await factsOf(source);
        const gone = await Promise.race([ended, Promise.resolve(null)]);
        if (gone !== null) throw new Error(gone);
        return length > 40 ? length : notYet(length);
      },
      { stallMs: 120_000, everyMs: 250 },
    );

    const before: string[] = [];
    await hotBackup(source.url, join(source.directory, 'data'), join(folder, 'after', 'data'), async () => {
      await mkdir(join(folder, 'after'));
      before.push(...(await factsOf(source)));
    });
    await copyArchives(home.before, home.after);
    load.child.kill('SIGKILL');
    await load.ended;
    await running.kill();

    const restored = await server('after');
    const again = await platform('home-after', restored);
    try {
      await again.caughtUp();
      const held = await factsOf(restored);
      expect(new Set(held).size).toBe(held.length);
      expect(before.filter((id) => !held.includes(id))).toEqual([]);

      const { checks } = await again.ask<{ checks: { name: string; ok: boolean; detail: string }[] }>(
        'doctor',
      );
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      // What the facts say is what is there: no effect is missing, none came twice.
      const shadow = await boardwalk(home.after, ['events', 'replay', 'stats.scores', '--shadow']).ended;
      expect(shadow.code, shadow.output).toBe(0);
      const twice = await rows(
        restored,
        'SELECT event_id FROM notifications.emails GROUP BY event_id, template_key HAVING count(*) > 1',
      );
      expect(twice).toEqual([]);

      const named = await rows<{ id: string }>(
        restored,
        'SELECT id FROM extensions.publications WHERE confirmed_at IS NOT NULL',
      );
      const archives = readdirSync(join(home.after, 'archives'), { recursive: true }).join('\n');
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter(({ id }) => !archives.includes(id))).toEqual([]);
      // New facts get places behind the old ones: transaction ids went on.
      const written = boardwalk(home.after, [
        'load',
        '--rate',
        '2/s',
        '--for',
        '3s',
        '--people',
        '2',
        '--json',
      ]);
      const { code, output } = await written.ended;
      expect(code, output).toBe(0);
    } finally {
      await again.stop();
    }
  });
});

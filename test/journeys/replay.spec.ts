import { until, notYet } from '@boardwalk/testing/until';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardwalk } from '../servers/platform-process.js';
import { ImportingPlatform } from './importing.js';

interface Consumers {
  readonly total: number;
}

let importing: ImportingPlatform;
let database: pg.Client;

beforeAll(async () => {
  importing = await ImportingPlatform.start('replay journey');
  expect((await importing.makeUp(400)).code).toBe(0);
  database = new pg.Client({ connectionString: importing.database.url });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await importing.stop();
});

const replayed = (subscription: string, ...options: readonly string[]) =>
  importing.types('events', 'replay', subscription, ...options);

/** Every row of every table of a schema, as text. */
async function rowsOf(schema: string): Promise<Record<string, string[]>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 AND tablename <> 'migrations' ORDER BY 1`,
    [schema],
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await database.query<{ row: string }>(
      `SELECT t::text AS row FROM "${schema}"."${name}" t ORDER BY 1`,
    );
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}

/** Whatever was to be said to the world outside has been said. */
async function quiet(): Promise<void> {
  const look = async () => {
    const { rows } = await database.query<{ left: number }>(
      `SELECT count(*)::int AS left FROM (SELECT status FROM notifications.emails UNION ALL SELECT status FROM discord.posts) said
       WHERE status IN ('queued', 'sending')`,
    );
    const left = rows[0]?.left ?? 0;
    return left === 0 ? 'all' : notYet(left);
  };
  await importing.platform.caughtUp();
  await until('every mail and post to be sent', look, { stallMs: 30_000 });
}

describe('a replay', () => {
  it('while publications are imported changes nothing', async () => {
    const words = ['import', 'publications', importing.file, '--batch', '5'];
    const { child, ended } = boardwalk(importing.home, words);
    const look = async () => {
      const { total } = await importing.platform.ask<Consumers>('consumers');
      return total > 100 ? 'some' : notYet(total);
    };
    await until('the import to be under way', look, { stallMs: 30_000, everyMs: 20 });
    const live = await replayed('stats.scores', '--live');
    const wentOn = child.exitCode === null;
    const shadow = await replayed('stats.scores', '--shadow', '--no-compare');
    expect(await ended).toMatchObject({ code: 0 });

    expect(live, live.output).toMatchObject({ code: 0, output: expect.stringMatching(/^0 deliveries of/) });
    expect(wentOn, 'the import went on').toBe(true);
    expect(shadow.code, shadow.output).toBe(0);
    const { code, output } = await importing.verify();
    expect(code, output).toBe(0);
  });

  it('into the shadow writes what is in the tables, to the last byte [2-15]', async () => {
    const { code, output } = await importing.types('tour');
    expect(code, output).toBe(0);
    await quiet();
    const before = await importing.everything();

    const replay = await replayed('stats.scores', '--shadow');
    expect(replay.code, replay.output).toBe(0);
    const [live, shadow] = [await rowsOf('stats'), await rowsOf('stats_shadow')];
    expect(shadow).toEqual(live);
    for (const [table, rows] of Object.entries(live)) {
      expect(rows, table).not.toEqual([]);
      expect(replay.output).toMatch(new RegExp(`^${table} .* yes$`, 'm'));
    }
    // Nothing beside the shadow, not even a fact.
    const after = await importing.everything();
    const changed = Object.keys(before).filter((table) => after[table] !== before[table]);
    expect(changed.filter((table) => !table.startsWith('stats_shadow.'))).toEqual(['messaging.replays']);
  });

  it('that finds something else than the tables is 1, and names it', async () => {
    const add = (points: number) =>
      database.query(
        'UPDATE stats.accounts SET total = total + $1 WHERE user_id = (SELECT min(user_id) FROM stats.accounts)',
        [points],
      );
    await add(1);
    const { code, output } = await replayed('stats.scores', '--shadow');
    await add(-1);
    expect(code, output).toBe(1);
    expect(output).toMatch(/^accounts .* no$/m);
    expect(output).toMatch(/^score_grants .* yes$/m);
    expect(output).toContain('Both are at the same place');
  });

  it.each(['notifications.user-registered', 'discord.announcements'])(
    'of %s is refused, and nothing is sent again',
    async (subscription) => {
      await quiet();
      const before = await importing.everything();
      expect(before['notifications.emails']).not.toMatch(/^0 /);
      expect(before['discord.posts']).not.toMatch(/^0 /);
      for (const mode of ['--live', '--shadow']) {
        const { code, output } = await replayed(subscription, mode);
        expect(code, output).toBe(6);
        expect(output).toContain('writes to the world outside, and would say again what it has said');
      }
      await quiet();
      expect(await importing.everything()).toEqual(before);
    },
  );
});

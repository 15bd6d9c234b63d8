import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { notYet, until } from '@boardwalk/testing/until';
import { databaseDirectory } from '@boardwalk/tooling/boardwalk-home.mjs';
import { Client } from 'pg';
import { boardwalk, PlatformProcess } from '../../servers/platform-process.ts';
import { type Counts, countsOf } from './counts.ts';

export interface DisturbedRedrive {
  readonly letters: number;
  /** Deliveries a second. */
  readonly rate: number;
  /** How often the platform is killed. */
  readonly kills: number;
}

export interface Outcome {
  /** While it rests in the middle, and at the end. */
  readonly resting: Counts;
  readonly ended: Counts;
  /** Deliveries that were set going other than once, and effects that are there other than once. */
  readonly wrong: { readonly redrives: number; readonly effects: number };
  readonly killedAt: readonly number[];
  /** Seconds that the redrive took, kills included. */
  readonly seconds: number;
}

interface Redrive {
  readonly id: string;
  readonly done: number;
  readonly state: string;
}

const subscription = 'telemetry.track';

/** A fact that lacks a field: a dead letter until somebody gives it one. */
const broken = `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
SELECT gen_random_uuid(), 'stats.points-granted.v1', '/contexts/stats', 'u' || n, now(), '{}',
  format('{"userId":"u%s","username":"user%s","grantId":"g%s","category":"publishing","source":"x","total":1}', n, n, n)
FROM generate_series($1::int, $2::int) AS n`;

/** What an edit of each of them would do. */
const mended = String.raw`UPDATE messaging.deliveries SET raw = replace(raw, '\"total\"', '\"amount\":1,\"total\"')`;

/**
 * Makes many dead letters, mends them, and redrives them with a limit of the rate. The platform is killed with -9 in the middle,
 * again and again, and once the redrive rests for a count.
 */
export async function disturbedRedrive(
  { letters, rate, kills }: DisturbedRedrive,
  report: (line: string) => void,
): Promise<Outcome> {
  const home = await mkdtemp(join(tmpdir(), 'redrive-kills-'));
  // As root the database runs under another account, which has to reach its files.
  await chmod(home, 0o755);
  const directory = databaseDirectory(home);
  const server = await startEmbeddedPostgres({ directory, durable: false, log: () => undefined });
  const database = new Client({ connectionString: server.url });
  const env = {
    DATABASE_URL: server.url,
    BOARDWALK_SECRET: 'of-the-redrive-kills-0123456789abcdef',
    CONTEXTS: 'identity,telemetry',
    LOG_LEVEL: 'fatal',
  };
  let platform = await PlatformProcess.start(home, env);
  const redriveOf = (id: string) => platform.ask<Redrive>(`redrives/${id}`);
  /** Until the redrive has come so far, or has ended. */
  const reached = (id: string, done: number) =>
    until(
      `the redrive to come to ${done}`,
      async () => {
        const redrive = await redriveOf(id);
        return redrive.done >= done || redrive.state === 'done' ? redrive : notYet(redrive.done);
      },
      { stallMs: 60_000, everyMs: 50 },
    );
  try {
    await database.connect();
    for (let from = 1; from <= letters; from += 5_000)
      await database.query(broken, [from, Math.min(letters, from + 4_999)]);
    await until(
      'every fact to be a dead letter',
      async () => {
        const { total } = await platform.ask<{ total: number }>('dead-letters');
        return total === letters ? total : notYet(total);
      },
      { stallMs: 60_000, everyMs: 250 },
    );
    report(`${letters} dead letters`);
    await database.query(mended);

    const startedAt = performance.now();
    const words = [
      'dlq',
      'redrive',
      '--subscription',
      subscription,
      '--rate',
      String(rate),
      '--no-wait',
      '--json',
    ];
    const started = await boardwalk(home, words).ended;
    const { id } = (JSON.parse(started.output) as { redrive: Redrive }).redrive;
    const killedAt: number[] = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      const { done } = await reached(id, Math.floor((letters * kill) / (kills + 3)));
      killedAt.push(done);
      report(`${done} run again: kill -9`);
      await platform.kill();
      platform = await PlatformProcess.start(home, env);
    }
    await reached(id, Math.floor((letters * (kills + 1)) / (kills + 3)));
    await platform.tell(`redrives/${id}/pause`);
    const resting = await countsOf(home, platform, database, id);
    report(`resting: ${JSON.stringify(resting)}`);
    await boardwalk(home, ['dlq', 'redrives', 'resume', id]).ended;
    const watched = await boardwalk(home, ['dlq', 'redrives', 'watch', id]).ended;
    report(watched.output.trim());
    const seconds = (performance.now() - startedAt) / 1_000;
    await platform.caughtUp();
    const ended = await countsOf(home, platform, database, id);
    report(`ended: ${JSON.stringify(ended)}`);
    const { rows: again } = await database.query(
      `SELECT error_class, error_message, state, attempts, count(*)::int AS count FROM messaging.deliveries WHERE state <> 'done' GROUP BY 1, 2, 3, 4`,
    );
    if (again.length > 0) report(`not done: ${JSON.stringify(again)}`);
    return { resting, ended, wrong: await wrongIn(database), killedAt, seconds };
  } finally {
    await platform.stop();
    await database.end();
    await server.stop();
    await removeEmbeddedPostgres(directory);
    await rm(home, { recursive: true, force: true });
  }
}

async function wrongIn(database: Client): Promise<Outcome['wrong']> {
  const { rows } = await database.query<Outcome['wrong']>(
    `SELECT (SELECT count(*)::int FROM messaging.deliveries WHERE redrives <> 1 OR state <> 'done') AS redrives,
       (SELECT count(*)::int FROM messaging.facts f WHERE type = 'stats.points-granted.v1'
          AND (SELECT count(*) FROM telemetry.telemetry_events e WHERE e.event_id = f.id) <> 1) AS effects`,
  );
  return rows[0] ?? { redrives: -1, effects: -1 };
}

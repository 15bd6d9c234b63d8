import { setTimeout as pause } from 'node:timers/promises';
import { notYet, until } from '@boardwalk/testing/until';
import pg from 'pg';
import { startApplication } from './application.ts';
import { judge, type Verdict } from './verdict.ts';
import { Workers } from './workers.ts';
import { Budget, writeHostilely, writerCount } from './writers.ts';

export interface SiegeSettings {
  /** An empty database. */
  readonly url: string;
  readonly facts: number;
  /** How often a worker is killed while a transaction of it is under way. */
  readonly kills: number;
  /** How often one is stopped for longer than its leases last, and then goes on as if nothing had happened. */
  readonly freezes: number;
  readonly report: (line: string) => void;
}

export interface Outcome extends Verdict {
  readonly kills: number;
  /** Of the kills: those whose transaction the server rolled back. */
  readonly torn: number;
  readonly freezes: number;
  readonly rolledBack: number;
  /** Deliveries that failed at first, by the handler's own fault. */
  readonly retried: number;
  readonly seconds: number;
  /** What the workers said. */
  readonly said: string;
}

/** One subscription takes every fact, the other every third. */
const effectsPerFact = 4 / 3;

/** The leases last 3 s. */
const freezeMs = 4_500;

/** Leases run out and processes start within it, also on a busy machine. */
const stallMs = 30_000;

/** Hostile writers on one side, workers that are killed and frozen on the other. Ends when every effect is there. */
export async function besiege({ url, facts, kills, freezes, report }: SiegeSettings): Promise<Outcome> {
  const startedAt = performance.now();
  const application = await startApplication(url, 'hostile writers', []);
  const observer = new pg.Client({ connectionString: url, application_name: 'observer' });
  await observer.connect();
  const workers = new Workers(url);
  const budget = new Budget(facts);
  try {
    await Promise.all([workers.start(), workers.start()]);
    report(`${writerCount} writers, ${facts} facts, 2 workers`);
    const blows = blowsOf(kills, freezes);
    const [torn] = await Promise.all([
      strike({ blows, observer, workers, budget, report }),
      writeHostilely(application, budget),
    ]);
    await until(
      'the last effect',
      async () => {
        const { lost } = await judge(observer);
        return lost === 0 ? 'all' : notYet(lost);
      },
      { stallMs, everyMs: 200 },
    ).catch((error: Error) => report(error.message));
    await workers.stop();
    const { rows } = await observer.query<{ retried: number }>(
      'SELECT count(*)::int AS retried FROM messaging.deliveries WHERE attempts > 1',
    );
    return {
      ...(await judge(observer)),
      kills,
      torn,
      freezes,
      rolledBack: budget.rolledBack,
      retried: rows[0]?.retried ?? 0,
      seconds: (performance.now() - startedAt) / 1_000,
      said: workers.said.join(''),
    };
  } finally {
    workers.end();
    await application.stop();
    await observer.end();
  }
}

interface Strike {
  readonly blows: readonly Blow[];
  readonly observer: pg.Client;
  readonly workers: Workers;
  readonly budget: Budget;
  readonly report: (line: string) => void;
}

/** Deals the blows while the writers write their share before each. Resolves with how many transactions were torn. */
async function strike({ blows, observer, workers, budget, report }: Strike): Promise<number> {
  let torn = 0;
  for (const [index, blow] of blows.entries()) {
    budget.allow((index + 1) / (blows.length + 1));
    // Some way into what may be written now, so that blows fall at every stage and never on idle workers.
    const done = await effects(observer);
    const left = await grownTo(
      observer,
      done + Math.random() * 0.6 * (budget.allowed * effectsPerFact - done),
      'some progress',
    );
    const victim = await caughtWriting(observer, workers, budget);
    if (blow === 'kill') {
      await workers.kill(victim.name);
      torn += (await wasRolledBack(observer, victim)) ? 1 : 0;
      await workers.start();
    } else {
      await pause(freezeMs);
      workers.thaw(victim.name);
    }
    const now = await grownTo(observer, left + 1, 'the others to go on');
    report(
      `${index + 1}/${blows.length}: ${blow} of ${victim.name}; ${budget.committed} facts, ${now} effects`,
    );
  }
  budget.allow(1);
  return torn;
}

/** Resolves with the number of effects when there are enough. */
function grownTo(observer: pg.Client, enough: number, what: string): Promise<number> {
  return until(
    what,
    async () => {
      const now = await effects(observer);
      return now >= enough ? now : notYet(now);
    },
    { stallMs },
  );
}

type Blow = 'kill' | 'freeze';

/** The freezes spread among the kills. */
function blowsOf(kills: number, freezes: number): Blow[] {
  const blows: Blow[] = Array.from({ length: kills }, () => 'kill');
  for (let n = 0; n < freezes; n += 1)
    blows.splice(Math.floor(((n + 0.5) * blows.length) / freezes), 0, 'freeze');
  return blows;
}

interface Writing {
  readonly name: string;
  readonly xid: string;
}

/** Freezes a worker that has written effects and has not committed them. */
function caughtWriting(observer: pg.Client, workers: Workers, budget: Budget): Promise<Writing> {
  return until(
    'a worker with a transaction under way',
    async () => {
      const { rows } = await observer.query<Writing>(
        `SELECT a.application_name AS name, a.backend_xid::text AS xid
         FROM pg_locks l JOIN pg_stat_activity a USING (pid)
         WHERE l.relation = 'hostile.effects'::regclass AND l.mode = 'RowExclusiveLock'
           AND a.application_name = ANY($1) AND a.backend_xid IS NOT NULL
         ORDER BY random() LIMIT 1`,
        [workers.names],
      );
      const [writing] = rows;
      if (writing === undefined) {
        budget.allowMore(20); // they are quicker than the writers may be
        return notYet(await effects(observer));
      }
      workers.freeze(writing.name);
      if ((await statusOf(observer, writing)) === 'in progress') return writing;
      workers.thaw(writing.name);
      return notYet(await effects(observer));
    },
    { stallMs, everyMs: 3 },
  );
}

function wasRolledBack(observer: pg.Client, transaction: Writing): Promise<boolean> {
  return until('the end of a killed transaction', async () => {
    const status = await statusOf(observer, transaction);
    return status === 'in progress' ? notYet() : status === 'aborted';
  });
}

async function statusOf(observer: pg.Client, { xid }: Writing): Promise<string | undefined> {
  const { rows } = await observer.query<{ status: string }>('SELECT pg_xact_status($1::xid8) AS status', [
    xid,
  ]);
  return rows[0]?.status;
}

async function effects(observer: pg.Client): Promise<number> {
  const { rows } = await observer.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM hostile.effects',
  );
  return rows[0]?.count ?? 0;
}

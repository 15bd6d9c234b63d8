import { Pools } from '@boardwalk/persistence';
import type { PoolClient } from 'pg';
import { said, type Step, Transcript } from './step.js';

interface RealSession {
  readonly client: PoolClient;
  readonly pid: number;
  unanswered: number;
}

/** Plays a scenario on a PostgreSQL server: each step when every session has answered or waits for a lock. */
export async function playOnServer(url: string, steps: readonly Step[]): Promise<string[]> {
  const names = [...new Set(steps.map(({ session }) => session))];
  const pools = new Pools({ url, size: names.length + 1, applicationName: 'scenario' });
  const pool = pools.main;
  const observer = await pool.connect();
  const sessions = new Map<string, RealSession>();
  for (const name of names) {
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    sessions.set(name, { client, pid: rows[0]?.pid ?? 0, unanswered: 0 });
  }
  const transcript = new Transcript();
  try {
    for (const { session: name, text, values } of steps) {
      const session = sessions.get(name);
      if (session === undefined) continue;
      session.unanswered += 1;
      const answered = (answer: unknown) => {
        session.unanswered -= 1;
        transcript.say(said(name, answer));
      };
      session.client.query({ text, values: [...values] }).then(answered, answered);
      await atRest(observer, [...sessions.values()]);
      if (session.unanswered > 0) transcript.say(`${name} waits`);
      transcript.endStep();
    }
    return transcript.lines;
  } finally {
    for (const { client } of sessions.values()) client.release(true);
    observer.release();
    await pools.end();
  }
}

async function atRest(observer: PoolClient, sessions: readonly RealSession[]): Promise<void> {
  for (;;) {
    const busy = sessions.filter(({ unanswered }) => unanswered > 0);
    if (busy.length === 0) return;
    // Who waits for one that is only just ending its transaction will not wait for long.
    const { rows } = await observer.query<{ pid: number }>(
      `SELECT pid FROM unnest($1::int[]) AS busy (pid) WHERE EXISTS (
         SELECT FROM unnest(pg_blocking_pids(busy.pid)) AS blocker JOIN pg_stat_activity a ON a.pid = blocker
         WHERE a.state <> 'active' OR cardinality(pg_blocking_pids(blocker)) > 0)`,
      [busy.map(({ pid }) => pid)],
    );
    const waiting = new Set(rows.map(({ pid }) => pid));
    if (busy.every(({ pid, unanswered }) => unanswered === 0 || waiting.has(pid))) return;
  }
}

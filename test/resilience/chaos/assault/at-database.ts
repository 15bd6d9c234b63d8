import { setTimeout as pause } from 'node:timers/promises';
import type { EmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { untilEnded } from '@boardwalk/tooling/processes.mjs';
import type { Restart, RestartKind } from '../schedule.ts';
import type { Assault } from './assault.ts';

/** As PostgreSQL understands them. */
const signals: Record<RestartKind, NodeJS.Signals> = { fast: 'SIGINT', immediate: 'SIGQUIT' };

/** Writing out what is in memory takes its time. */
const endMs = 60_000;

/** Ends the server again and again; whoever supervises it starts it anew. */
export async function assailDatabase(
  server: EmbeddedPostgres,
  restarts: readonly Restart[],
  assault: Assault,
): Promise<void> {
  const { tally, witness, recoveries, report } = assault;
  for (const { kind, at } of restarts) {
    while (tally.share < at) {
      if (assault.over()) return;
      await pause(50);
    }
    const struckAt = performance.now();
    await recoveries.outage(async () => {
      const { pid } = server;
      process.kill(pid, signals[kind]);
      if (!(await untilEnded(pid, endMs)))
        throw new Error(`The database server, process ${pid}, did not end within ${endMs / 1_000} s.`);
      tally.blowIsOver();
      // Answered when it is back. Before that they may still have moved.
      await recoveries.note('restart', struckAt, await witness.places(), struckAt);
    });
    tally.restarts += 1;
    report(
      `${kind} restart of the database: every subscription goes on after ${Math.round(performance.now() - struckAt)} ms`,
    );
  }
}

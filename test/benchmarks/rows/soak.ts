import pg from 'pg';
import { boardwalk } from '../contenders/boardwalk.ts';
import { Arrivals } from '../measuring/arrivals.ts';
import { singles } from '../measuring/consumption.ts';
import { alone } from '../measuring/finding.ts';
import { atRate } from '../measuring/load.ts';
import { median, quantile } from '../measuring/statistics.ts';
import type { Row } from '../stage.ts';

const load = 0.7;
const windows = 30;

interface Window {
  readonly p50: number;
  readonly p99: number;
  readonly mebibytes: number;
  readonly deadTuples: number;
}

export const row: Row = {
  title: 'at 70 % of what it can do: whether latency, memory or dead tuples grow',
  async run(stage) {
    const server = await stage.server();
    const url = await server.database('soak');
    const arrivals = new Arrivals();
    let soaking = false;
    const contender = stage.closing(
      await boardwalk(url, { onMessage: (n) => soaking && arrivals.arrived(n) }),
    );
    const observer = new pg.Client({ connectionString: url });
    await observer.connect();
    stage.closing({ stop: () => observer.end() });

    const probe = stage.size(20_000, 200);
    await singles(contender, server.processor, probe);
    const { perSecond: most = Number.NaN } = await singles(contender, server.processor, probe);
    const rate = load * most;
    const count = Math.max(1, Math.round((rate * stage.choices.minutes * 60) / windows));
    stage.report(`${Math.round(most)}/s at most; ${Math.round(rate)}/s for ${stage.choices.minutes} minutes`);

    soaking = true;
    contender.reset();
    const seen: Window[] = [];
    for (let window = 0; window < windows; window += 1) {
      const latencies: number[] = [];
      await atRate(rate, count, async (index) => {
        const n = window * count + index;
        latencies.push(await arrivals.latencyOf(n, () => contender.publish(n)));
      });
      const { rows } = await observer.query<{ dead: number }>(
        "SELECT coalesce(sum(n_dead_tup), 0)::int AS dead FROM pg_stat_user_tables WHERE schemaname = 'messaging'",
      );
      seen.push({
        p50: quantile(latencies, 0.5),
        p99: quantile(latencies, 0.99),
        mebibytes: process.memoryUsage.rss() / 2 ** 20,
        deadTuples: rows[0]?.dead ?? 0,
      });
      stage.report(JSON.stringify(seen.at(-1)));
    }
    await contender.consumed(windows * count);

    const third = windows / 3;
    const drift = (figure: keyof Window) => {
      const values = seen.map((each) => each[figure]);
      return median(values.slice(-third)) / Math.max(1e-9, median(values.slice(0, third)));
    };
    const finding = (figure: keyof Window, what: string, unit: string) => [
      alone(
        `${what}, all windows`,
        unit,
        seen.map((each) => each[figure]),
      ),
      alone(`${what}, last third to first`, '×', [drift(figure)], { atMost: 1.1 }),
    ];
    return {
      findings: [
        ...finding('p99', 'latency p99', 'ms'),
        ...finding('mebibytes', 'memory', 'MiB'),
        ...finding('deadTuples', 'dead tuples', ''),
      ],
      measured: { most, rate, seen },
      notes: [
        `${Math.round(rate)} facts a second for ${stage.choices.minutes} minutes; publishers run in the same process.`,
      ],
    };
  },
};

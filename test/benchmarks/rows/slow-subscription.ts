import { boardwalk } from '../contenders/boardwalk.ts';
import { writeEffect } from '../contenders/effects.ts';
import { Arrivals } from '../measuring/arrivals.ts';
import { compared } from '../measuring/finding.ts';
import { atRate, pause } from '../measuring/load.ts';
import type { Figures } from '../measuring/rounds.ts';
import { quantile } from '../measuring/statistics.ts';
import type { Row, Server, Stage } from '../stage.ts';

const perSecond = 200;
const handlerMs = 1;
const timesSlower = 100;

/** Two subscriptions take everything; the second may be a hundred times slower than the first. */
async function pipeline(stage: Stage, server: Server, slow: boolean) {
  const url = await server.database(slow ? 'slow' : 'even');
  const arrivals = new Arrivals();
  let hurry = false;
  const contender = stage.closing(
    await boardwalk(url, {
      consumers: [
        {
          handle: async (n, unit) => {
            await writeEffect(unit, n, 'first');
            await pause(handlerMs);
            unit.onSettled((committed) => {
              if (committed) arrivals.arrived(n);
            });
          },
        },
        {
          handle: async (n, unit) => {
            await writeEffect(unit, n, 'second');
            if (!hurry) await pause(slow ? timesSlower * handlerMs : handlerMs);
          },
        },
      ],
    }),
  );
  await contender.pause();
  const count = perSecond * stage.size(6, 1);
  return async (): Promise<Figures> => {
    hurry = false;
    contender.reset();
    await contender.resume();
    const [latencies, publishing]: [number[], number[]] = [[], []];
    await atRate(perSecond, count, async (n) => {
      const latency = await arrivals.latencyOf(n, async () => {
        const started = performance.now();
        await contender.publish(n);
        publishing.push(performance.now() - started);
      });
      latencies.push(latency);
    });
    // What the slow one has not done yet must not weigh on the other's turn.
    hurry = true;
    await contender.consumed(count);
    await contender.pause();
    return {
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      publishP99: quantile(publishing, 0.99),
    };
  };
}

export const row: Row = {
  title: `one subscription takes ${timesSlower} times as long for each fact: what the other one and publishers feel`,
  async run(stage) {
    const server = await stage.server();
    const measured = await stage.inTurns({
      'one slow': await pipeline(stage, server, true),
      'none slow': await pipeline(stage, server, false),
    });
    const finding = (figure: string, what: string, atMost?: number) =>
      compared(measured, {
        what,
        figure,
        unit: 'ms',
        ours: 'one slow',
        theirs: 'none slow',
        ...(atMost !== undefined && { target: { atMost } }),
      });
    return {
      findings: [
        finding('p99', 'publish to effect in the other subscription, p99', 1.05),
        finding('p50', 'publish to effect in the other subscription, p50'),
        finding('publishP99', 'publish, p99', 1.05),
      ],
      measured,
    };
  },
};

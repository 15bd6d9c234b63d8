import { boardwalk } from '../contenders/boardwalk.ts';
import { countEffects, writeEffect } from '../contenders/effects.ts';
import { Arrivals } from '../measuring/arrivals.ts';
import { perEvent } from '../measuring/consumption.ts';
import { compared } from '../measuring/finding.ts';
import { atRate } from '../measuring/load.ts';
import { worked } from '../measuring/processor-time.ts';
import type { Figures } from '../measuring/rounds.ts';
import { quantile } from '../measuring/statistics.ts';
import type { Row, Server, Stage } from '../stage.ts';

const perSecond = 500;
/** One in a hundred, each with an ordering key of its own. */
const isPoison = (n: number) => n % 100 === 50;

async function pipeline(stage: Stage, server: Server, poisoned: boolean) {
  const url = await server.database(poisoned ? 'poisoned' : 'clean');
  const arrivals = new Arrivals();
  const contender = stage.closing(
    await boardwalk(url, {
      tells: false,
      onMessage: (n) => arrivals.arrived(n),
      consumers: [
        {
          handle: async (n, unit) => {
            await writeEffect(unit, n, isPoison(n) ? 'poison' : 'good');
            if (poisoned && isPoison(n)) throw new Error('It fails every time.');
          },
        },
      ],
    }),
  );
  await contender.pause();
  const count = perSecond * stage.size(5, 1);
  let turns = 0;
  return async (): Promise<Figures> => {
    await contender.resume();
    const first = turns * count;
    const latencies: number[] = [];
    const work = await worked(server.processor, () =>
      atRate(perSecond, count, async (index) => {
        const n = first + index;
        if (isPoison(n)) return contender.publishWithKey(n, `poison-${n}`);
        latencies.push(await arrivals.latencyOf(n, () => contender.publish(n)));
      }),
    );
    await contender.pause();
    turns += 1;
    const [good, poison] = [await countEffects(url, 'good'), await countEffects(url, 'poison')];
    if (good !== turns * count * 0.99)
      throw new Error(`${good} of ${turns * count * 0.99} effects were left.`);
    if (poisoned && poison !== 0) throw new Error(`${poison} effects of poison were left.`);
    return { ...perEvent(work, count), p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
  };
}

export const row: Row = {
  title: `${perSecond} facts a second of which one in a hundred is poison: how long the others take to be committed`,
  async run(stage) {
    const server = await stage.server();
    const measured = await stage.inTurns({
      poisoned: await pipeline(stage, server, true),
      clean: await pipeline(stage, server, false),
    });
    const finding = (figure: string, what: string, unit: string, atMost?: number) =>
      compared(measured, {
        what,
        figure,
        unit,
        ours: 'poisoned',
        theirs: 'clean',
        ...(atMost !== undefined && { target: { atMost } }),
      });
    return {
      findings: [
        finding('p99', 'publish to effect of other keys, p99', 'ms', 1.1),
        finding('p50', 'publish to effect of other keys, p50', 'ms'),
        finding('processor', 'processor time per fact', 'µs'),
      ],
      measured,
      notes: ['Without the lines that tell of each failure.'],
    };
  },
};

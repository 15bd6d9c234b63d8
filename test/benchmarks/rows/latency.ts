import { boardwalk } from '../contenders/boardwalk.ts';
import type { Contender } from '../contenders/contender.ts';
import { bosses, bulls, graphiles, noRedis } from '../contenders/peers.ts';
import { Arrivals } from '../measuring/arrivals.ts';
import { compared } from '../measuring/finding.ts';
import { pause } from '../measuring/load.ts';
import { type Figures } from '../measuring/rounds.ts';
import { quantile } from '../measuring/statistics.ts';
import type { Row } from '../stage.ts';

const p50AgainstGraphile = 0.15;
const p50AgainstBull = 1.2;

export const row: Row = {
  title: 'from the answer of publish to the handler in the same process, one message at a time',
  async run(stage) {
    const server = await stage.server();
    const arrivals = new Map<string, Arrivals>();
    const onMessage = (name: string) => {
      const own = new Arrivals();
      arrivals.set(name, own);
      return (n: number) => own.arrived(n);
    };
    const contenders: Contender[] = [
      stage.closing(await boardwalk(await server.database('ours'), { onMessage: onMessage('boardwalk') })),
      ...(await graphiles(stage, server, { onMessage })),
      ...(await bosses(stage, server, 'latency', onMessage)),
      ...(await bulls(stage, onMessage)),
    ];
    const probes = stage.size(300, 5);
    const turn = (contender: Contender) => async (): Promise<Figures> => {
      contender.reset();
      const own = arrivals.get(contender.name);
      if (own === undefined) throw new Error(`${contender.name} tells nobody of its messages.`);
      const latencies: number[] = [];
      // As shipped, pg-boss polls every two seconds.
      const count = contender.name === 'pg-boss' ? Math.min(probes, 3) : probes;
      for (let n = 0; n < count; n += 1) {
        latencies.push(await own.latencyOf(n, () => contender.publish(n)));
        await pause(2);
      }
      await contender.consumed(count);
      return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
    };
    const measured = await stage.inTurns(
      Object.fromEntries(contenders.map((each) => [each.name, turn(each)])),
    );
    const findings = contenders.slice(1).flatMap(({ name }) =>
      (['p50', 'p99'] as const).map((figure) =>
        compared(measured, {
          what: `latency ${figure}`,
          figure,
          unit: 'ms',
          ours: 'boardwalk',
          theirs: name,
          ...(figure === 'p50' &&
            !name.startsWith('pg-boss') && {
              target: { atMost: name.startsWith('BullMQ') ? p50AgainstBull : p50AgainstGraphile },
            }),
        }),
      ),
    );
    const missing = contenders.some(({ name }) => name.startsWith('BullMQ')) ? [] : [noRedis];
    return { findings, measured, notes: missing };
  },
};

import { type Boardwalk, boardwalk } from '../contenders/boardwalk.ts';
import type { Contender } from '../contenders/contender.ts';
import { fewFor, graphiles } from '../contenders/peers.ts';
import { rawLog } from '../contenders/raw-log.ts';
import { drained } from '../measuring/consumption.ts';
import { compared } from '../measuring/finding.ts';
import type { Row } from '../stage.ts';

/** P6 and P7: the drain of a backlog, one transaction per batch or per event. */
export function draining(settings: {
  readonly batch: boolean;
  /** Of the subscription that is compared with graphile-worker, which runs eight jobs at once as shipped. */
  readonly buckets: number;
  readonly events: number;
  readonly timesGraphile: number;
}): Row {
  const { batch, buckets, events, timesGraphile } = settings;
  return {
    title: `the drain of a backlog, one transaction per ${batch ? 'batch' : 'event'}`,
    async run(stage) {
      const server = await stage.server();
      const ours = async (count: number): Promise<[string, Boardwalk]> => [
        `boardwalk, ${count === 1 ? '1 bucket' : `${count} buckets`}`,
        stage.closing(
          await boardwalk(await server.database(`buckets_${count}`), {
            consumers: [{ batch, buckets: count }],
          }),
        ),
      ];
      const one = await ours(1);
      const several = buckets === 1 ? one : await ours(buckets);
      const raw = stage.closing(await rawLog(await server.database('raw'), { singly: !batch }));
      const peers = await graphiles(stage, server);
      const contenders = new Map<string, Contender>([
        one,
        several,
        ...[raw, ...peers].map((each) => [each.name, each] as const),
      ]);
      const count = stage.size(events, 200);
      const measured = await stage.inTurns(
        Object.fromEntries(
          [...contenders].map(([name, each]) => [
            name,
            () => drained(each, server.processor, fewFor(each, count)),
          ]),
        ),
      );
      const finding = (our: string, theirs: string, atLeast: number) =>
        compared(measured, {
          what: `backlog, one transaction per ${batch ? 'batch' : 'event'}; ${our.slice('boardwalk, '.length)}`,
          figure: 'perSecond',
          unit: '/s',
          ours: our,
          theirs,
          target: { atLeast },
        });
      return {
        findings: [
          finding(one[0], raw.name, 0.9),
          ...peers.map(({ name }) => finding(several[0], name, timesGraphile)),
        ],
        measured,
      };
    },
  };
}

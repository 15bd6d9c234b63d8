import { boardwalk } from '../contenders/boardwalk.ts';
import { graphiles } from '../contenders/peers.ts';
import { rawLog } from '../contenders/raw-log.ts';
import { drained } from '../measuring/consumption.ts';
import { compared } from '../measuring/finding.ts';
import type { Row } from '../stage.ts';

/** P6 and P7: the drain of a backlog, one transaction per batch or per event. */
export function draining(settings: {
  readonly batch: boolean;
  readonly events: number;
  readonly timesGraphile: number;
}): Row {
  const { batch, events, timesGraphile } = settings;
  const what = batch ? 'backlog, batched' : 'backlog, one transaction each';
  return {
    title: `the drain of a backlog, one transaction per ${batch ? 'batch' : 'event'}`,
    async run(stage) {
      const server = await stage.server();
      const contenders = [
        stage.closing(await boardwalk(await server.database('ours'), { consumers: [{ batch }] })),
        stage.closing(await rawLog(await server.database('raw'), { singly: !batch })),
        ...(await graphiles(stage, server)),
      ];
      const count = stage.size(events, 200);
      const measured = await stage.inTurns(
        Object.fromEntries(
          contenders.map((each) => [each.name, () => drained(each, server.processor, count)]),
        ),
      );
      const findings = contenders.slice(1).map(({ name }) =>
        compared(measured, {
          what,
          figure: 'perSecond',
          unit: '/s',
          ours: 'boardwalk',
          theirs: name,
          target: { atLeast: name.startsWith('graphile') ? timesGraphile : 0.9 },
        }),
      );
      return { findings, measured };
    },
  };
}

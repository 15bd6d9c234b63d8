import { boardwalk } from '../contenders/boardwalk.ts';
import { bosses, bulls, fewFor, graphiles, noRedis } from '../contenders/peers.ts';
import { rawLog } from '../contenders/raw-log.ts';
import { batches } from '../measuring/consumption.ts';
import { compared } from '../measuring/finding.ts';
import type { Row } from '../stage.ts';

export const row: Row = {
  title: 'a hundred facts per transaction, eight clients, until consumed',
  async run(stage) {
    const server = await stage.server();
    const contenders = [
      stage.closing(await boardwalk(await server.database('ours'))),
      stage.closing(await rawLog(await server.database('raw'))),
      ...(await graphiles(stage, server)),
      ...(await bosses(stage, server, 'throughput')),
      ...(await bulls(stage)),
    ];
    const messages = stage.size(20_000, 400);
    const measured = await stage.inTurns(
      Object.fromEntries(
        contenders.map((each) => [each.name, () => batches(each, server.processor, fewFor(each, messages))]),
      ),
    );
    const targets: Record<string, number> = {
      'raw log + cursor': 0.85,
      graphile: 3,
      'pg-boss': 5.5,
      BullMQ: 5,
    };
    const findings = contenders.slice(1).map(({ name }) =>
      compared(measured, {
        what: 'batches of 100',
        figure: 'perSecond',
        unit: '/s',
        ours: 'boardwalk',
        theirs: name,
        target: {
          atLeast: Object.entries(targets).find(([peer]) => name.startsWith(peer))?.[1] ?? Number.NaN,
        },
      }),
    );
    const missing = contenders.some(({ name }) => name.startsWith('BullMQ')) ? [] : [noRedis];
    return { findings, measured, notes: missing };
  },
};

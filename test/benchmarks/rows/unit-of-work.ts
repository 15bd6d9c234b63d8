import { boardwalk } from '../contenders/boardwalk.ts';
import { workDatabase } from '../contenders/peers.ts';
import { rawLog } from '../contenders/raw-log.ts';
import { clients, perEvent } from '../measuring/consumption.ts';
import { compared } from '../measuring/finding.ts';
import { fromClients } from '../measuring/load.ts';
import { worked } from '../measuring/processor-time.ts';
import type { Row } from '../stage.ts';

export const row: Row = {
  title:
    'BEGIN; SELECT … FOR UPDATE; UPDATE; COMMIT through the unit of work, eight clients, with a fact and without',
  async run(stage) {
    const server = await stage.server();
    const writer = stage.closing(await boardwalk(await workDatabase(server, 'writer'), { roles: [] }));
    const raw = stage.closing(await rawLog(await workDatabase(server, 'raw')));
    await raw.pause();
    const count = stage.size(3_000, 50);
    const turn = (call: (n: number) => Promise<void>) => async () =>
      perEvent(await worked(server.processor, () => fromClients(clients, count, call)), count);
    const measured = await stage.inTurns({
      'no fact': turn((n) => writer.work(n)),
      'one fact': turn((n) => writer.publishWithWork(n)),
      'outbox by hand': turn((n) => raw.publishWithWork(n)),
    });
    const against = (theirs: string, atLeast?: number) =>
      compared(measured, {
        what: 'one fact in a transaction',
        figure: 'perSecond',
        unit: '/s',
        ours: 'one fact',
        theirs,
        ...(atLeast !== undefined && { target: { atLeast } }),
      });
    const processor = compared(measured, {
      what: 'the same, per second of processor time',
      figure: 'perProcessorSecond',
      unit: '/s',
      ours: 'one fact',
      theirs: 'outbox by hand',
      target: { atLeast: 0.95 },
    });
    return { findings: [against('no fact', 0.85), against('outbox by hand'), processor], measured };
  },
};

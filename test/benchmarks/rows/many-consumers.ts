import { type Boardwalk, boardwalk } from '../contenders/boardwalk.ts';
import { fewFor, graphiles } from '../contenders/peers.ts';
import { batches, clients, perEvent, publishBatches, singles } from '../measuring/consumption.ts';
import { compared } from '../measuring/finding.ts';
import { fromClients } from '../measuring/load.ts';
import { worked } from '../measuring/processor-time.ts';
import type { Figures } from '../measuring/rounds.ts';
import type { Row } from '../stage.ts';

const consumers = 20;

export const row: Row = {
  title: 'one event to twenty consumers; graphile-worker needs a job for each',
  async run(stage) {
    const server = await stage.server();
    const many = Array.from({ length: consumers }, () => ({}));
    const ours = stage.closing(await boardwalk(await server.database('ours'), { consumers: many }));
    const contenders = [ours, ...(await graphiles(stage, server, { consumers }))];
    const writers = {
      'one consumer': stage.closing(await boardwalk(await server.database('one'), { roles: [] })),
      'twenty consumers': stage.closing(
        await boardwalk(await server.database('twenty'), { roles: [], consumers: many }),
      ),
    };
    const alone = stage.size(400, 20);
    const together = stage.size(2_000, 200);
    const published = stage.size(4_000, 100);

    const turns: Record<string, () => Promise<Figures>> = {};
    for (const each of contenders) {
      const count = (messages: number) => Math.ceil(fewFor(each, messages * consumers) / consumers);
      turns[`singly: ${each.name}`] = () => singles(each, server.processor, count(alone));
      turns[`by 100: ${each.name}`] = () => batches(each, server.processor, count(together));
    }
    const publishing = (writer: Boardwalk) => async () => {
      const work = async () => {
        await fromClients(clients, published, (n) => writer.publish(n));
        await publishBatches(writer, published);
      };
      return perEvent(await worked(server.processor, work), 2 * published);
    };
    for (const [name, writer] of Object.entries(writers)) turns[`publish: ${name}`] = publishing(writer);
    const measured = await stage.inTurns(turns);

    const findings = contenders.slice(1).flatMap(({ name }) =>
      ['singly', 'by 100'].map((how) =>
        compared(measured, {
          what: `published ${how}, until all 20 have it`,
          figure: 'perSecond',
          unit: '/s',
          ours: `${how}: boardwalk`,
          theirs: `${how}: ${name}`,
          target: { atLeast: 40 },
        }),
      ),
    );
    findings.push(
      compared(measured, {
        what: 'published with 20 consumers, per second of processor time',
        figure: 'perProcessorSecond',
        unit: '/s',
        ours: 'publish: twenty consumers',
        theirs: 'publish: one consumer',
        target: { atLeast: 0.95 },
      }),
    );
    return { findings, measured };
  },
};

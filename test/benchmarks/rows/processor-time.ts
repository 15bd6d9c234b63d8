import { boardwalk } from '../contenders/boardwalk.ts';
import { graphiles } from '../contenders/peers.ts';
import { batches, singles } from '../measuring/consumption.ts';
import { compared } from '../measuring/finding.ts';
import type { Figures } from '../measuring/rounds.ts';
import type { Row } from '../stage.ts';

export const row: Row = {
  title: 'processor time per event, in clients and server, from publish to handler',
  async run(stage) {
    const server = await stage.server();
    const ours = stage.closing(await boardwalk(await server.database('ours')));
    const peers = await graphiles(stage, server);
    const alone = stage.size(3_000, 50);
    const together = stage.size(20_000, 400);
    const turns: Record<string, () => Promise<Figures>> = {};
    for (const each of [ours, ...peers]) {
      turns[`singly: ${each.name}`] = () => singles(each, server.processor, alone);
      turns[`by 100: ${each.name}`] = () => batches(each, server.processor, together);
    }
    const measured = await stage.inTurns(turns);
    const findings = (['singly', 'by 100'] as const).flatMap((how) =>
      peers.flatMap(({ name }) =>
        (['processor', 'client', 'server'] as const).map((figure) =>
          compared(measured, {
            what: `${how}, ${figure === 'processor' ? 'client and server' : figure}`,
            figure,
            unit: 'µs',
            ours: `${how}: boardwalk`,
            theirs: `${how}: ${name}`,
            ...(figure === 'processor' && { target: { atMost: how === 'singly' ? 0.2 : 0.4 } }),
          }),
        ),
      ),
    );
    return { findings, measured };
  },
};

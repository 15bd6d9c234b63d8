import { boardwalk } from '../contenders/boardwalk.ts';
import type { Contender, TransactionalContender } from '../contenders/contender.ts';
import { bosses, bulls, fewFor, graphiles, noRedis, workDatabase } from '../contenders/peers.ts';
import { rawLog } from '../contenders/raw-log.ts';
import { clients, singles, untilConsumed } from '../measuring/consumption.ts';
import { compared } from '../measuring/finding.ts';
import { fromClients } from '../measuring/load.ts';
import type { Figures } from '../measuring/rounds.ts';
import type { Row } from '../stage.ts';

export const row: Row = {
  title: 'one fact published by itself (a) and inside a transaction (b), eight clients, until consumed',
  async run(stage) {
    const server = await stage.server();
    const ours = stage.closing(await boardwalk(await workDatabase(server, 'ours')));
    const raw = stage.closing(await rawLog(await workDatabase(server, 'raw')));
    const inPostgres: TransactionalContender[] = [
      ours,
      raw,
      ...(await graphiles(stage, server)),
      ...(await bosses(stage, server, 'throughput')),
    ];
    const inRedis = await bulls(stage);
    const messages = stage.size(3_000, 50);

    const turns: Record<string, () => Promise<Figures>> = {};
    const alone = (each: Contender) => {
      turns[`a: ${each.name}`] = () => singles(each, server.processor, fewFor(each, messages));
    };
    for (const each of inPostgres) {
      alone(each);
      const count = fewFor(each, messages);
      turns[`b: ${each.name}`] = () =>
        untilConsumed(each, server.processor, count, () =>
          fromClients(clients, count, (n) => each.publishWithWork(n)),
        );
    }
    for (const each of inRedis) alone(each);
    const measured = await stage.inTurns(turns);

    const against = (part: 'a' | 'b', theirs: string, atLeast: number) =>
      compared(measured, {
        what: part === 'a' ? '(a) alone' : '(b) in a transaction',
        figure: 'perSecond',
        unit: '/s',
        ours: `${part}: boardwalk`,
        theirs: `${part}: ${theirs}`,
        target: { atLeast },
      });
    const findings = (['a', 'b'] as const).flatMap((part) => [
      ...inPostgres.slice(2).map(({ name }) => against(part, name, part === 'a' ? 5 : 2.5)),
      ...(part === 'a' ? inRedis.map(({ name }) => against(part, name, 1.2)) : []),
      ...(part === 'a' ? [against(part, raw.name, 0.85)] : []),
    ]);
    return { findings, measured, ...(inRedis.length === 0 && { notes: [noRedis] }) };
  },
};

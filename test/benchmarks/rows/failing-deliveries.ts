import { boardwalk } from '../contenders/boardwalk.ts';
import { countEffects, writeEffect } from '../contenders/effects.ts';
import { drained } from '../measuring/consumption.ts';
import { compared } from '../measuring/finding.ts';
import type { Row, Server, Stage } from '../stage.ts';

const retry = { attempts: 5, firstDelayMs: 20, longestDelayMs: 20 };

/** Drains backlogs in which each tenth delivery fails once, or none does. */
async function pipeline(stage: Stage, server: Server, settings: { fails: boolean; writes: boolean }) {
  const { fails, writes } = settings;
  const url = await server.database(`${fails ? 'failing' : 'well'}_${writes ? 'writing' : 'counting'}`);
  let failed = new Set<number>();
  const handle = async (n: number, unit: Parameters<typeof writeEffect>[0]) => {
    if (writes) await writeEffect(unit, n, 'all');
    if (!fails || n % 10 !== 3 || failed.has(n)) return;
    failed.add(n);
    throw new Error('It fails the first time.');
  };
  const contender = stage.closing(await boardwalk(url, { tells: false, consumers: [{ retry, handle }] }));
  const count = stage.size(4_000, 100);
  let drains = 0;
  return async () => {
    failed = new Set();
    const figures = await drained(contender, server.processor, count);
    drains += 1;
    const effects = await countEffects(url, 'all');
    if (writes && effects !== drains * count)
      throw new Error(`${effects} effects of ${drains * count} facts were left.`);
    return figures;
  };
}

export const row: Row = {
  title: 'a backlog in which each tenth delivery fails once, beside one in which none does',
  async run(stage) {
    const server = await stage.server();
    const measured = await stage.inTurns({
      'counting: failing': await pipeline(stage, server, { fails: true, writes: false }),
      'counting: none failing': await pipeline(stage, server, { fails: false, writes: false }),
      'writing: failing': await pipeline(stage, server, { fails: true, writes: true }),
      'writing: none failing': await pipeline(stage, server, { fails: false, writes: true }),
    });
    const findings = (['counting', 'writing'] as const).flatMap((kind) =>
      (['perProcessorSecond', 'perSecond'] as const).map((figure) =>
        compared(measured, {
          what: `handlers that ${kind === 'writing' ? 'write a row' : 'only count'}${figure === 'perSecond' ? '' : ', per second of processor time'}`,
          figure,
          unit: '/s',
          ours: `${kind}: failing`,
          theirs: `${kind}: none failing`,
          ...(figure === 'perProcessorSecond' && { target: { atLeast: 0.9 } }),
        }),
      ),
    );
    return { findings, measured, notes: ['Without the lines that tell of each failure.'] };
  },
};

import type { PlatformProcess } from '../../servers/platform-process.ts';
import {
  type ImportSettings,
  type ImportUnderWay,
  type Outcome,
  whileImporting,
} from '../import-under-way/import-under-way.ts';

export interface RollingRestart extends ImportSettings {
  /** How often every process is replaced. */
  readonly rounds: number;
}

const roles = { web: 'web', worker: 'relay,worker' } as const;

/**
 * What a deployment does: each process is replaced by a new one of its kind, which starts before the old one is asked to stop.
 * Requests go to the new one as soon as it answers.
 */
export async function rollingRestart(
  { rounds, ...settings }: RollingRestart,
  report: (line: string) => void,
): Promise<Outcome> {
  let web: PlatformProcess;
  let worker: PlatformProcess;
  const start = (stage: ImportUnderWay, kind: keyof typeof roles) => stage.start({ ROLES: roles[kind] });
  return whileImporting(
    settings,
    report,
    async (stage) => {
      web = await start(stage, 'web');
      worker = await start(stage, 'worker');
      stage.board.to(() => web.url);
    },
    async (stage) => {
      for (let round = 1; round <= rounds; round += 1) {
        const share = (round - 0.8) / rounds;
        await stage.reached(`whoever answers requests is replaced, round ${round}`, share);
        const newWeb = await start(stage, 'web');
        const old = web;
        web = newWeb;
        await stage.stop(old);
        await stage.reached(`whoever delivers is replaced, round ${round}`, share + 0.1 / rounds);
        const newWorker = await start(stage, 'worker');
        await stage.stop(worker);
        worker = newWorker;
      }
      await stage.reached('all are replaced', 0.5);
      return web;
    },
  );
}

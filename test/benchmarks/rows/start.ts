import { chmod } from 'node:fs/promises';
import { PlatformProcess } from '../../servers/platform-process.ts';
import { alone } from '../measuring/finding.ts';
import { pause } from '../measuring/load.ts';
import { memoryOf } from '../measuring/memory.ts';
import type { Row } from '../stage.ts';

export const row: Row = {
  title:
    'the platform as `npm start` starts it once it is built: to the first served request, and its memory when idle',
  async run(stage) {
    const home = await stage.folder();
    // As root the database runs under another account, which has to reach its files.
    await chmod(home, 0o755);
    await served(home, async () => undefined); // makes the database
    const [seconds, mebibytes]: [number[], number[]] = [[], []];
    for (let round = 1; round <= stage.rounds; round += 1) {
      seconds.push(
        await served(home, async (platform) => {
          await pause(1_000 * stage.size(10, 1));
          mebibytes.push(memoryOf(platform.pid).now);
        }),
      );
      stage.report(`round ${round} of ${stage.rounds}`);
    }
    return {
      findings: [
        alone('warm start to the first served request', 's', seconds, { atMost: 3 }),
        alone('memory of the idle process', 'MiB', mebibytes, { atMost: 200 }),
      ],
      measured: { seconds, mebibytes },
    };
  },
};

/** Seconds from the start of the process to its first answer. */
async function served(home: string, then: (platform: PlatformProcess) => Promise<void>): Promise<number> {
  const started = performance.now();
  const platform = await PlatformProcess.start(home);
  try {
    const answer = await fetch(platform.url);
    await answer.text();
    if (!answer.ok) throw new Error(`The platform answered its first request with ${answer.status}.`);
    const seconds = (performance.now() - started) / 1000;
    await then(platform);
    return seconds;
  } finally {
    await platform.stop();
  }
}

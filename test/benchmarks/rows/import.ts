import { madeUpHistory } from '../../resilience/import-kills/made-up-history.ts';
import { boardwalk, PlatformProcess } from '../../servers/platform-process.ts';
import { bareImport, rowsOf } from '../contenders/bare-import.ts';
import { alone, compared } from '../measuring/finding.ts';
import { memoryOf } from '../measuring/memory.ts';
import { type Figures, inTurns } from '../measuring/rounds.ts';
import { type Row, type Stage, statements } from '../stage.ts';

/** What `boardwalk import publications --json` prints, as far as it matters here. */
interface Summary {
  readonly lines: number;
  readonly done: number;
  readonly seconds: number;
  readonly peakMemoryBytes: number;
  readonly caughtUp: { readonly seconds: number; readonly deadLetters: number } | null;
}

/** Runs a platform on a database of its own. */
async function withPlatform<T>(
  stage: Stage,
  url: string,
  use: (platform: PlatformProcess, home: string) => Promise<T>,
): Promise<T> {
  const home = await stage.folder();
  const platform = await PlatformProcess.start(home, {
    DATABASE_URL: url,
    BOARDWALK_SECRET: 'secret-of-a-benchmark-secret-of-a-benchmark',
  });
  try {
    return await use(platform, home);
  } finally {
    await platform.stop();
  }
}

/** Imports the file into an empty platform, and waits until every subscription has come to the end. */
function imported(stage: Stage, url: string, file: string): Promise<Figures> {
  return withPlatform(stage, url, async (platform, home) => {
    const { code, output } = await boardwalk(home, ['import', 'publications', file, '--json']).ended;
    if (code !== 0) throw new Error(`The import ended with ${code}:\n${output}`);
    const summary = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)) as Summary;
    const { lines, done, seconds, peakMemoryBytes, caughtUp } = summary;
    if (done !== lines || caughtUp === null || caughtUp.deadLetters > 0)
      throw new Error(`Not everything was imported:\n${output}`);
    return {
      lines,
      accepted: lines / seconds,
      level: lines / (seconds + caughtUp.seconds),
      platform: memoryOf(platform.pid).peak,
      cli: peakMemoryBytes / 2 ** 20,
    };
  });
}

export const row: Row = {
  title: '`boardwalk import publications`, beside a bare script that writes the same rows',
  async run(stage) {
    const server = await stage.server();
    const file = stage.choices.file ?? (await madeUpHistory(await stage.folder(), stage.size(20_000, 200)));
    const empty = await server.database('empty');
    await withPlatform(stage, empty, async () => undefined);
    const copied = async (name: string) => {
      await statements(new URL('/postgres', empty).href, [
        `DROP DATABASE IF EXISTS ${name}`,
        `CREATE DATABASE ${name} TEMPLATE empty`,
      ]);
      return new URL(`/${name}`, empty).href;
    };
    const first = await copied('first');
    const { lines = Number.NaN } = await imported(stage, first, file);
    const rows = await rowsOf(first);

    const measured = await inTurns(
      Math.min(3, stage.rounds),
      {
        'boardwalk import': async () => imported(stage, await copied('imported'), file),
        'bare script': async () => ({ level: lines / (await bareImport(await copied('bare'), file, rows)) }),
      },
      stage.report,
    );
    const own = (figure: string) => measured.of('boardwalk import', figure);
    return {
      findings: [
        alone('publications taken', '/s', own('accepted'), { atLeast: 1_000 }),
        alone('publications until every subscription is level', '/s', own('level'), { atLeast: 1_000 }),
        compared(measured, {
          what: 'the same rows are there',
          figure: 'level',
          unit: '/s',
          ours: 'boardwalk import',
          theirs: 'bare script',
          target: { atLeast: 0.25 },
        }),
        alone('peak memory, platform', 'MiB', own('platform'), { atMost: 512 }),
        alone('peak memory, command line', 'MiB', own('cli'), { atMost: 512 }),
      ],
      measured,
      notes: [`${lines} publications, ${rows.reduce((sum, { values }) => sum + values.length, 0)} rows`],
    };
  },
};

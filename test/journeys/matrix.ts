/**
 * The same journeys in one, two and five processes over every transport: do they end in the same way, and did no file of a
 * module change in between?
 *
 *     npm run matrix [-- --processes 5]
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneOf, scriptOptions } from '@boardwalk/tooling/script-options.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const journeys = ['test/journeys/sign-up.spec.ts', 'test/journeys/publishing.spec.ts'];
const columns = ['1', '2', '5'];

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly fullName: string;
      readonly status: string;
      readonly duration?: number | null;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}
type Test = Report['testResults'][number]['assertionResults'][number];

/** The first word that a test of a journey is told by: `over kafka`. */
const transportOf = ({ ancestorTitles: [first = ''] }: Test): string => first.replace('over ', '');

async function run(processes: string, folder: string): Promise<readonly Test[]> {
  const file = join(folder, `${processes}.json`);
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...[
        '--reporter=dot',
        '--reporter=json',
        `--outputFile.json=${file}`,
        '--testTimeout=120000',
        '--hookTimeout=120000',
      ],
      ...journeys,
    ],
    {
      cwd: root,
      env: { ...process.env, BOARDWALK_TEST_PROCESSES: processes },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  await once(child, 'exit');
  const { testResults } = JSON.parse(await readFile(file, 'utf8')) as Report;
  return testResults.flatMap(({ assertionResults }) => assertionResults);
}

/** `git diff modules/`, with what git does not know yet. */
function changes(): string {
  const asked = [
    ['diff', 'HEAD', '--', 'modules'],
    ['ls-files', '--others', '--exclude-standard', '--', 'modules'],
  ];
  return asked.map((words) => spawnSync('git', words, { cwd: root, encoding: 'utf8' }).stdout).join('');
}

const stateOf = (diff: string): string =>
  diff === ''
    ? 'empty'
    : `${diff.split('\n').length} lines, ${createHash('sha256').update(diff).digest('hex').slice(0, 12)}`;

const { values } = scriptOptions('npm run matrix', { processes: oneOf(columns) });
const counts = values.processes === undefined ? columns : [values.processes];
const folder = await mkdtemp(join(tmpdir(), 'matrix-'));
const print = (line: string) => void process.stdout.write(`${line}\n`);
try {
  const before = changes();
  const failures: string[] = [];
  const rows = new Map<string, Map<string, string>>();
  for (const count of counts) {
    const tests = await run(count, folder);
    for (const [transport, own] of Map.groupBy(tests, transportOf)) {
      const passed = own.filter(({ status }) => status === 'passed').length;
      const seconds = own.reduce((sum, { duration }) => sum + (duration ?? 0), 0) / 1_000;
      const row = rows.get(transport) ?? new Map<string, string>();
      rows.set(transport, row.set(count, `${passed} of ${own.length} in ${seconds.toFixed(0)} s`));
    }
    const failed = tests.filter(({ status }) => status !== 'passed');
    failures.push(
      ...failed.map(
        ({ fullName, status, failureMessages: [why = ''] = [] }) =>
          `${count} processes: ${fullName}: ${status}\n    ${why.split('\n')[0]}`,
      ),
    );
    if (tests.length === 0) failures.push(`${count} processes: no test was run`);
  }
  const line = (name: string, cell: (count: string) => string) =>
    print(`${name.padEnd(16)}${counts.map((count) => cell(count).padEnd(20)).join('')}`.trimEnd());
  line('', (count) => (count === '1' ? '1 process' : `${count} processes`));
  for (const [transport, row] of rows) line(transport, (count) => row.get(count) ?? '-');
  const after = changes();
  print(`\ngit diff modules/: ${stateOf(before)} before, ${stateOf(after)} after`);
  for (const failure of failures) print(failure);
  process.exitCode = failures.length === 0 && before === after ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

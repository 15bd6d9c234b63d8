/**
 * A context leaves the process of the others and comes back while an import runs: is anything lost or repeated, does any request
 * fail?
 *
 *     npm run extraction -- --context stats [--transport kafka] [--rate 200] [--lines 5000 | FILE.jsonl]
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { contextNames } from '@boardwalk/platform';
import { oneOf, scriptOptions, whole } from '@boardwalk/tooling/script-options.mjs';
import { carriageOver } from '../../servers/carriage.ts';
import { carrierNames } from '../../servers/carriers.ts';
import { madeUpHistory } from '../import-kills/made-up-history.ts';
import { toldOf, wentWell } from '../import-under-way/import-under-way.ts';
import { liveExtraction } from './live-extraction.ts';

const command = 'npm run extraction';
const { values, words } = scriptOptions(
  command,
  {
    context: oneOf(contextNames, 'stats'),
    transport: oneOf(['postgres', ...carrierNames], 'postgres'),
    rate: whole(1, 200),
    lines: whole(1, 5_000),
  },
  '[FILE.jsonl]',
);
const { context, rate } = values;
const print = (line: string) => void process.stdout.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'extraction-history-'));
const { env: carriage, stop } = await carriageOver(command, values.transport);
try {
  const file = words[0] ?? (await madeUpHistory(folder, values.lines));
  let lines = 0;
  for await (const _ of createInterface({ input: createReadStream(file) })) lines += 1;
  const startedAt = performance.now();
  const outcome = await liveExtraction({ context, file, lines, rate, carriage }, print);
  print(toldOf(outcome));
  print(`${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
  process.exitCode = wentWell(outcome) ? 0 : 1;
} finally {
  await stop();
  await rm(folder, { recursive: true, force: true });
}

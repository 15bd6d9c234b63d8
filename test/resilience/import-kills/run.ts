/**
 * Imports a file of publications and kills the command line, the platform and the database server in the middle: is the end
 * the same as the file says?
 *
 *     npm run import-kills -- FILE.jsonl
 *     npm run import-kills -- --lines 5000     a made-up history
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { scriptOptions, whole } from '@boardwalk/tooling/script-options.mjs';
import { disturbedImport } from './disturbed-import.ts';
import { madeUpHistory } from './made-up-history.ts';

const { values, words } = scriptOptions('npm run import-kills', { lines: whole(1, 5_000) }, '[FILE.jsonl]');
const print = (line: string) => void process.stdout.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'import-kills-'));
try {
  const file = words[0] ?? (await madeUpHistory(folder, values.lines));
  let lines = 0;
  for await (const _ of createInterface({ input: createReadStream(file) })) lines += 1;
  print(`${lines} lines of ${file}`);
  const { last, again, verdict, seconds } = await disturbedImport(file, lines, print);
  print(
    `\nThe last import:\n${last.output}\nOnce more:\n${again.output}\nAgainst the file:\n${verdict.output}`,
  );
  print(`${seconds.toFixed(0)} s`);
  process.exitCode = verdict.code === 0 && again.code === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/**
 * How fast is it, beside its peers and the bare limit? Each row runs in a process and on a PostgreSQL of its own.
 *
 *     npm run bench                          every row: takes hours
 *     npm run bench -- P5 P8 [--rounds 9] [--json FILE]
 *     npm run bench -- P12 --seconds 120     how long its unrelated transaction stays open
 *     npm run bench -- P14                   every broker; P14-kafka: one of them
 *     npm run bench -- P16 --minutes 30      how long the soak lasts
 *     npm run bench -- import --file FILE.jsonl
 *     npm run bench -- --quick               tiny sizes: shows that it runs, its figures mean nothing
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { amount, flag, scriptOptions, text, whole } from '@boardwalk/tooling/script-options.mjs';
import type { Told } from './row-process.ts';
import { tableOf } from './measuring/table.ts';
import { verdictOf } from './measuring/finding.ts';
import { rows } from './rows.ts';
import type { Choices, Outcome } from './stage.ts';

const { values, words, refuse } = scriptOptions(
  'npm run bench',
  {
    rounds: whole(1),
    quick: flag,
    seconds: amount(120),
    minutes: amount(30),
    backlog: whole(1, 1_000_000),
    file: text('FILE.jsonl'),
    json: text('FILE'),
  },
  '[ROW …]',
);
const { quick } = values;
const choices: Choices = {
  rounds: values.rounds ?? (quick ? 1 : 9),
  quick,
  seconds: quick ? 1 : values.seconds,
  minutes: quick ? 0.1 : values.minutes,
  backlog: quick ? 2_000 : values.backlog,
  ...(values.file !== undefined && { file: resolve(values.file) }),
};
/** Rows that share what stands before a hyphen are one by that name. */
const named = (word: string) => Object.keys(rows).filter((id) => id === word || id.startsWith(`${word}-`));
const wanted = words.length === 0 ? Object.keys(rows) : words.flatMap(named);
const unknown = words.filter((word) => named(word).length === 0);
if (unknown.length > 0)
  refuse(`There is no row ${unknown.join(', ')}. There are: ${Object.keys(rows).join(', ')}.`);

/** Ends when the row's process has ended; throws when that failed. */
async function outcomeOf(id: string): Promise<Outcome> {
  const program = fileURLToPath(new URL('row-process.ts', import.meta.url));
  const child = fork(program, [id, JSON.stringify(choices)], { serialization: 'json' });
  let outcome: Outcome | undefined;
  child.on('message', (told: Told) => {
    if ('report' in told) console.error(`${id}: ${told.report}`);
    else ({ outcome } = told);
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0 || outcome === undefined) throw new Error(`its process ended with ${code}`);
  return outcome;
}

const results: { row: string; load: number; seconds: number; outcome: Outcome }[] = [];
const failed: string[] = [];
for (const row of wanted) {
  const started = performance.now();
  try {
    const outcome = await outcomeOf(row);
    results.push({ row, load: loadavg()[0] ?? 0, seconds: (performance.now() - started) / 1000, outcome });
  } catch (error) {
    console.error(`${row} failed: ${error instanceof Error ? error.message : String(error)}`);
    failed.push(row);
  }
}

const findings = results.flatMap(({ row, outcome }) => outcome.findings.map((each) => ({ row, ...each })));
if (findings.length > 0) console.log(`\n${tableOf(findings)}`);
for (const { row, outcome } of results)
  for (const note of outcome.notes ?? []) console.log(`${row}: ${note}`);
const machine = { processors: availableParallelism(), model: cpus()[0]?.model, node: process.version };
console.log(
  `\n${choices.rounds} rounds, medians; ${machine.processors} × ${machine.model}, Node ${machine.node}, load ${loadavg()[0]?.toFixed(1)} at the end.`,
);
if (quick) console.log('Quick: these figures mean nothing.');
if (values.json !== undefined) {
  const judged = results.map(({ outcome, ...result }) => ({
    ...result,
    ...outcome,
    findings: outcome.findings.map((finding) => ({ ...finding, verdict: verdictOf(finding) })),
  }));
  writeFileSync(values.json, `${JSON.stringify({ machine, choices, failed, rows: judged }, null, 2)}\n`);
}
if (failed.length > 0) {
  console.log(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}

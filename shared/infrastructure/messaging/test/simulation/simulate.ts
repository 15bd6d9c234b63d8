/**
 * Simulates many schedules of the messaging core, each one from its seed, and says which of them broke a promise.
 *
 *     npm run simulate [-- --schedules 20000 --from 1 --threads 2]
 *     npm run simulate -- --seed 17 --story      one schedule again, with everything that happened in it
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { flag, scriptOptions, whole } from '@boardwalk/tooling/script-options.mjs';
import { runSchedule } from './schedule.ts';

interface Share {
  readonly from: number;
  readonly step: number;
  readonly schedules: number;
  /** Ends with the first violation. */
  readonly first: boolean;
}

/** What a thread tells of its schedules since it told last. */
interface Report {
  readonly done: number;
  readonly facts: number;
  readonly broken: readonly { readonly seed: number; readonly violations: readonly string[] }[];
}

const reportEvery = 200;
/** A thread gets slower with its schedules (one took 4.7 ms at first, 16 ms after 130,000), so another one goes on. */
const schedulesPerThread = 10_000;
const storiesOfViolations = 60;

async function simulated(
  { from, step, schedules, first }: Share,
  report: (report: Report) => void,
): Promise<void> {
  let [done, facts] = [0, 0];
  let broken: { seed: number; violations: readonly string[] }[] = [];
  for (let number = 0; number < schedules; number += 1) {
    const outcome = await runSchedule(from + number * step);
    done += 1;
    facts += outcome.facts;
    if (outcome.violations.length > 0) broken.push(outcome);
    const isOver = first && broken.length > 0;
    if (isOver || done === reportEvery || number === schedules - 1) {
      report({ done, facts, broken });
      [done, facts, broken] = [0, 0, []];
    }
    if (isOver) return;
  }
}

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function tell(seed: number, lines: number): Promise<void> {
  const story: string[] = [];
  const { violations } = await runSchedule(seed, story);
  for (const line of story.slice(-lines)) print(line);
  for (const violation of violations) print(`  ${violation}`);
}

async function main(): Promise<void> {
  const { values, refuse } = scriptOptions('npm run simulate', {
    schedules: whole(1, 20_000),
    from: whole(1, 1),
    threads: whole(1, Math.min(2, availableParallelism())),
    seed: whole(1),
    story: flag,
    first: flag,
  });
  const { schedules, from, threads, seed, story, first } = values;
  if (seed !== undefined) {
    if (story) await tell(seed, Number.POSITIVE_INFINITY);
    const { violations, facts, took } = await runSchedule(seed);
    print(
      `Seed ${seed}: ${facts} facts in ${took / 1_000_000} simulated seconds, ${violations.length} violations`,
    );
    for (const violation of violations) print(`  ${violation}`);
    process.exitCode = violations.length > 0 ? 1 : 0;
    return;
  }
  if (story) refuse('--story tells one schedule, and --seed says which.');
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  let [done, facts, said] = [0, 0, 0];
  const broken: Report['broken'][number][] = [];
  const workers: Worker[] = [];
  const isOver = () => first && broken.length > 0;
  const take = (report: Report) => {
    done += report.done;
    facts += report.facts;
    broken.push(...report.broken);
    if (isOver()) for (const worker of workers) void worker.terminate();
    if (seconds() - said < 10) return;
    said = seconds();
    print(`${done} schedules in ${said.toFixed(0)} s, ${broken.length} broken`);
  };
  await Promise.all(
    Array.from({ length: threads }, async (_, thread) => {
      const share = Math.ceil((schedules - thread) / threads);
      for (let begun = 0; begun < share && !isOver(); begun += schedulesPerThread)
        await inThread(
          {
            from: from + thread + begun * threads,
            step: threads,
            schedules: Math.min(schedulesPerThread, share - begun),
            first,
          },
          take,
          workers,
        );
    }),
  );
  broken.sort((a, b) => a.seed - b.seed);
  const [worst] = broken;
  if (worst !== undefined && !first) await tell(worst.seed, storiesOfViolations);
  print(
    `${done} schedules with ${facts} facts in ${seconds().toFixed(1)} s: ${Math.round(done / seconds())}/s on ${threads} threads, ${broken.length} broken`,
  );
  for (const { seed, violations } of broken.slice(0, 20)) print(`  seed ${seed}: ${violations[0]}`);
  if (worst !== undefined)
    print(`Again, with everything that happened: npm run simulate -- --seed ${worst.seed} --story`);
  process.exitCode = broken.length > 0 ? 1 : 0;
}

function inThread(share: Share, take: (report: Report) => void, workers: Worker[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: share });
    workers.push(worker);
    worker.on('message', take);
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

// Errors of the simulated world are made by the thousand; nobody reads where.
Error.stackTraceLimit = process.argv.includes('--story') ? 10 : 0;
if (isMainThread) await main();
else await simulated(workerData as Share, (report) => parentPort?.postMessage(report));

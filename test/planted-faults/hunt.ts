import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../../', import.meta.url));
const plant = fileURLToPath(new URL('plant.ts', import.meta.url));
const programs = {
  simulation: 'shared/infrastructure/messaging/test/simulation/simulate.ts',
  retention: 'test/planted-faults/retention.ts',
};

/** What is searched for violations of the promises, and how far: one that is not simulated has one length. */
export type Ground = keyof typeof programs;

/** What the simulation says of a build. */
export interface Verdict {
  /** Schedules until the first violation, or all of them. */
  readonly schedules: number;
  /** The first violation; undefined when there was none. */
  readonly found: string | undefined;
}

/**
 * Simulates schedules from a seed on, until one breaks a promise.
 * @param fault undefined: the build as it is
 */
export async function hunted(
  fault: string | undefined,
  from: number,
  schedules: number,
  ground: Ground = 'simulation',
): Promise<Verdict> {
  const simulated = ['--schedules', String(schedules), '--threads', '1', '--first'];
  const words = ['--from', String(from), ...(ground === 'simulation' ? simulated : [])];
  const child = spawn(process.execPath, ['--import', plant, programs[ground], ...words], {
    cwd: checkout,
    env: { ...process.env, NODE_OPTIONS: '', PLANTED_FAULT: fault },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  await once(child, 'close');
  const ran = /^(\d+) schedules with .* (\d+) broken$/m.exec(said);
  if (ran === null)
    throw new Error(`The simulation with "${fault ?? 'nothing'}" planted did not end:\n${said}`);
  return { schedules: Number(ran[1]), found: /^ {2}seed \d+: (.*)$/m.exec(said)?.[1] };
}

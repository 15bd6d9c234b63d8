import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { isAlive, untilEnded } from '../processes.mjs';

const fixture = fileURLToPath(new URL('fixtures/start-up/supervisor.mjs', import.meta.url));
let supervisor: ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> };
let lines: Interface;
let program: number;

/** Starts a supervisor in a process group of its own, as a shell does. */
async function start(): Promise<void> {
  const env = { ...process.env };
  delete env['npm_lifecycle_event'];
  supervisor = spawn(process.execPath, [fixture], {
    detached: true,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  lines = createInterface(supervisor.stdout);
  const [ready] = (await once(lines, 'line')) as [string];
  program = Number(ready.replace('ready ', ''));
}

afterEach(() => {
  for (const pid of [supervisor.pid ?? 0, program]) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
});

describe('a supervised program', () => {
  it('hears Ctrl-C once although the whole terminal and npm pass it on, drains, and its exit code counts', async () => {
    await start();
    const said = once(lines, 'line');
    const ended = once(supervisor, 'exit');
    process.kill(-(supervisor.pid ?? 0), 'SIGINT');
    process.kill(supervisor.pid ?? 0, 'SIGINT');
    expect(await said).toEqual(['drained, asked 1 time(s)']);
    expect(await ended).toEqual([0, null]);
  });

  it('drains when its supervisor is killed', async () => {
    await start();
    const said = once(lines, 'line');
    process.kill(supervisor.pid ?? 0, 'SIGKILL');
    expect(await said).toEqual(['drained, asked 1 time(s)']);
    expect(await untilEnded(program, 5_000)).toBe(true);
  });

  it('passes on that it was killed', async () => {
    await start();
    const ended = once(supervisor, 'exit');
    process.kill(program, 'SIGKILL');
    expect(await ended).toEqual([137, null]);
  });
});

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notYet, type TestDatabase, testDatabase, until } from '@boardwalk/testing';
import { EventBus } from '@nestjs/cqrs';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessagingApplication } from '@boardwalk/testing/messaging-application';
import { startApplication } from './chaos/application/application.js';
import { chaosFact } from './chaos/application/facts.js';

const program = fileURLToPath(new URL('frozen-holder/worker.ts', import.meta.url));
/** A lease lasts 3 s; whoever takes over has 2 s more. */
const takeoverMs = 5_000;

let folder: string;
let database: TestDatabase;
let writer: MessagingApplication;
let observer: pg.Client;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'boardwalk-frozen-'));
  database = await testDatabase('frozen holder');
  writer = await startApplication({ url: database.url, name: 'writer', roles: [], consumers: [] });
  observer = new pg.Client({ connectionString: database.url });
  await observer.connect();
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  await observer.end();
  await writer.stop();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function worker(name: string, moment: 'effect' | 'commit'): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, database.url, name, moment, join(folder, 'frozen')], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  children.push(child);
  await once(child, 'message');
  return child;
}

const publish = (version: number) =>
  writer.context.get(EventBus).publish(chaosFact('frozen', { version, deed: 'none' }, false));

const stateOf = (child: ChildProcess) =>
  execFileSync('ps', ['-o', 'state=', '-p', String(child.pid)], { encoding: 'utf8' }).trim();

const untilOneIsFrozen = () =>
  until('the freeze', async () => {
    const states = children.map(stateOf);
    return children.find((_, index) => states[index]?.startsWith('T')) ?? notYet(states);
  });

interface Effect {
  readonly version: number;
  readonly worker: string;
}

const untilEffects = (count: number) =>
  until(`${count} effects`, async () => {
    const { rows } = await observer.query<Effect>('SELECT version, worker FROM chaos.effects ORDER BY place');
    return rows.length >= count ? rows : notYet(rows.length);
  });

describe('a worker that is frozen', () => {
  it('with its transaction open is relieved by another, and undoes nothing when it goes on', async () => {
    const one = await worker('one', 'effect');
    await worker('two', 'effect');
    await publish(2);
    const holder = await untilOneIsFrozen();
    const frozenAt = performance.now();
    const heir = expect.stringMatching(holder === one ? /^two / : /^one /) as string;
    expect(await untilEffects(1)).toEqual([{ version: 2, worker: heir }]);
    expect(performance.now() - frozenAt).toBeLessThan(takeoverMs);
    await goesOn(holder, { version: 2, worker: heir });
  });

  it('before it hears of its commit is relieved by another, and nothing is repeated', async () => {
    const one = await worker('one', 'commit');
    await worker('two', 'commit');
    await publish(2);
    const holder = await untilOneIsFrozen();
    const frozenAt = performance.now();
    const [itself, heir] = holder === one ? [/^one /, /^two /] : [/^two /, /^one /];
    const first = { version: 2, worker: expect.stringMatching(itself) as string };
    expect(await untilEffects(1)).toEqual([first]);
    await publish(4);
    expect(await untilEffects(2)).toEqual([first, { version: 4, worker: expect.stringMatching(heir) }]);
    expect(performance.now() - frozenAt).toBeLessThan(takeoverMs);
    await goesOn(holder, first, { version: 4, worker: expect.stringMatching(heir) as string });
  });
});

/** Nothing that it does after it was woken changes what has happened. */
async function goesOn(holder: ChildProcess, ...before: readonly Effect[]): Promise<void> {
  holder.kill('SIGCONT');
  await publish(5);
  expect(await untilEffects(before.length + 1)).toEqual([
    ...before,
    { version: 5, worker: expect.any(String) },
  ]);
  const { rows } = await observer.query('SELECT state FROM messaging.deliveries');
  expect(rows).toEqual([]);
  expect(holder.exitCode).toBeNull();
}

import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres } from '@boardwalk/embedded-postgres';
import { notYet, until } from '@boardwalk/testing';
import { databaseDirectory } from '@boardwalk/tooling/boardwalk-home.mjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contextNames } from '../contexts.js';
import { Program } from './program.js';

// Each starts several programs, and a database server for each.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const secret = 'secret-of-both-processes-0123456789abcdef';
const elsewhere = 'notifications';
/** Whoever signs up is welcomed, and asked to confirm the address. Both mails need personal fields. */
const mailsEach = 2;
const running: Program[] = [];
let homes: { readonly main: string; readonly own: string };

function homeOf(name: string): string {
  const home = mkdtempSync(join(tmpdir(), `boardwalk-${name}-`));
  // As root the database runs under another account, which has to reach its files.
  chmodSync(home, 0o755);
  return home;
}

beforeEach(() => {
  homes = { main: homeOf('main'), own: homeOf('own') };
});
afterEach(async () => {
  for (const program of running.splice(0)) await program.stop('SIGTERM');
  for (const home of Object.values(homes)) {
    await removeEmbeddedPostgres(databaseDirectory(home));
    await rm(home, { recursive: true, force: true });
  }
});

async function ready(home: string, env: Record<string, string>): Promise<Program> {
  const program = new Program(home, { BOARDWALK_SECRET: secret, ...env });
  running.push(program);
  await program.says('Ctrl-C stops it.');
  return program;
}

/** All contexts but one, on a database of their own. */
const main = (port = '0') =>
  ready(homes.main, {
    PORT: port,
    CONTEXTS: contextNames.filter((name) => name !== elsewhere).join(','),
  });

async function signUp({ instance }: Program, username: string): Promise<void> {
  const answer = await fetch(`${instance.url}/api/v1/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, email: `${username}@example.com`, password: 'correct horse battery' }),
  });
  expect(answer.status).toBe(201);
}

interface Mail {
  readonly eventId: string;
  /** Null until it was sent. */
  readonly text: string | null;
}

const mailsOf = async (program: Program) => (await program.read<{ items: Mail[] }>('/mail?limit=100')).items;

const untilMails = (program: Program, count: number) =>
  until(
    `${count} mails`,
    async () => {
      const mails = await mailsOf(program);
      const sent = mails.filter(({ text }) => text !== null).length;
      return sent >= count ? mails : notYet(sent);
    },
    { stallMs: 60_000, everyMs: 100 },
  );

describe('a context with a database of its own, and no connection to that of the others', () => {
  it('gets its facts, personal fields readable, once each, also when who serves them is killed in the middle', async () => {
    const first = await main();
    const { url } = first.instance;
    const own = await ready(homes.own, { CONTEXTS: elsewhere, LOG_URLS: url, IDENTITY_URL: url });
    await signUp(first, 'ada');
    for (const { text } of await untilMails(own, mailsEach)) expect(text).not.toContain('«personal»');
    const people = ['bea', 'cyd', 'dot', 'eve'];
    for (const name of people) await signUp(first, name);
    first.kill('SIGKILL');
    await first.ended;
    const second = await main(new URL(url).port);
    await signUp(second, 'fay');
    const mails = await untilMails(own, (people.length + 2) * mailsEach);
    expect(mails).toHaveLength((people.length + 2) * mailsEach);
    expect(new Set(mails.map(({ eventId }) => eventId)).size).toBe(mails.length);
    expect(own.said).toMatch(/The log in http:\S+ is not read: the process at \S+ does not answer/);
    expect(own.said).not.toContain(secret);
    expect(await own.stop()).toBe(0);
    expect(await second.stop()).toBe(0);
  });

  it('that has another secret says so in a sentence, and waits', async () => {
    const first = await main();
    const own = await ready(homes.own, {
      CONTEXTS: elsewhere,
      LOG_URLS: first.instance.url,
      IDENTITY_URL: first.instance.url,
      BOARDWALK_SECRET: 'another-secret-0123456789abcdefghijklm',
    });
    await own.says('BOARDWALK_SECRET is another there. Give both the same one');
    expect(own.said.split('BOARDWALK_SECRET is another there')).toHaveLength(2);
    expect(await own.stop()).toBe(0);
  });
});

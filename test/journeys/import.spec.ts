import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardwalk, PlatformProcess, script } from '../servers/platform-process.js';
import { everythingIn } from './everything.js';

let home: string;
let database: TestDatabase;
let platform: PlatformProcess;
let file: string;

const good = {
  publishedAt: '2026-05-01T10:00:00+00:00',
  name: '@pier-makers/kiosk',
  version: '2026.05.01.1',
  author: 'pier-makers-01',
  channel: 'stable',
  platforms: ['linux-x86_64'],
  labels: ['kiosk'],
  contents: { models: 2 },
  dependencies: ['@nobody/knows-this'],
};
/** Each with the words that its reason has to have. */
const bad: readonly (readonly [line: string | Buffer, reason: RegExp])[] = [
  ['this is no JSON', /JSON/],
  ['{"publishedAt":"2026-05-01T10:00:00Z","name":"@pier-makers/kio', /JSON/],
  ['[]', /./],
  [JSON.stringify({ ...good, version: '2026.02.30.1' }), /2026\.02\.30\.1|date/],
  [JSON.stringify({ ...good, version: '1.0.0' }), /1\.0\.0|version/i],
  [JSON.stringify({ ...good, name: '@a/../b' }), /name/i],
  [JSON.stringify({ ...good, publishedAt: 'yesterday' }), /publishedAt|time/],
  [JSON.stringify({ ...good, author: 'X' }), /author|username/i],
  [Buffer.from([0x7b, 0xc3, 0x28, 0x7d]), /UTF-8/],
  [`{"x":"${'y'.repeat(300_000)}"}`, /long/],
];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'import-journey-'));
  database = await testDatabase('import journey');
  platform = await PlatformProcess.start(home, {
    DATABASE_URL: database.url,
    BOARDWALK_SECRET: 'a-secret-of-the-import-journey-0123456789',
  });
  file = join(home, 'history.jsonl');
  const size = { seed: 11, collectives: 3, authors: 9, lines: 120 };
  const words = Object.entries(size).flatMap(([name, value]) => [`--${name}`, String(value)]);
  expect((await boardwalk(home, ['generate', 'publications', ...words, '--out', file]).ended).code).toBe(0);
});
afterAll(async () => {
  await platform.stop();
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

const imported = () => boardwalk(home, ['import', 'publications', file]).ended;
const verified = async () => {
  const { code, output } = await script('test/scripts/verify-import.mjs', [file], home);
  expect(code, output).toBe(0);
};
const everything = () => everythingIn({ databaseUrl: database.url, home: '' });

describe('an import', () => {
  it('ends as the file says, worked out by a script that shares no code', async () => {
    expect(await imported()).toMatchObject({ code: 0 });
    await verified();
    // The script is no yes-man.
    const shorter = join(home, 'shorter.jsonl');
    await writeFile(shorter, (await readFile(file, 'utf8')).replace(/[^\n]+\n$/, ''));
    expect(await script('test/scripts/verify-import.mjs', [shorter], home)).toMatchObject({
      code: 1,
      output: expect.stringContaining('DIFFERS'),
    });
  });

  it('changes nothing the second time', async () => {
    const before = await everything();
    expect(await imported()).toMatchObject({
      code: 0,
      output: expect.stringMatching(/done +0\n +repeated +120/),
    });
    expect(await everything()).toEqual(before);
  });

  it('leaves bad lines out, says of each where and why, and changes nothing for them', async () => {
    const before = await everything();
    for (const [line] of bad) await appendFile(file, Buffer.concat([Buffer.from(line), Buffer.from('\n')]));
    const { code, output } = await imported();
    expect(code, output).toBe(1);
    expect(output).toMatch(new RegExp(`rejected +${bad.length}\\b`));
    const rejects = (await readFile(`${file}.rejects.jsonl`, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as { line: number; reason: string });
    rejects.sort((a, b) => a.line - b.line);
    expect(rejects.map(({ line }) => line)).toEqual(bad.map((_, index) => 121 + index));
    for (const [index, [, reason]] of bad.entries()) expect(rejects[index]?.reason).toMatch(reason);
    expect(await everything()).toEqual(before);
    await verified();
  });

  it('takes the same line once, also twice in one file, and refuses another version of the truth', async () => {
    await writeFile(
      file,
      [good, good, { ...good, labels: ['other'] }].map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    const { code, output } = await imported();
    expect(code, output).toBe(1);
    expect(output).toMatch(/done +1\n +repeated +1\n +rejected +1/);
  });
});

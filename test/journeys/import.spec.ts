import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImportingPlatform } from './importing.js';

let importing: ImportingPlatform;

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
  importing = await ImportingPlatform.start('import journey');
  expect((await importing.makeUp(120)).code).toBe(0);
});
afterAll(() => importing.stop());

const imported = () => importing.types('import', 'publications', importing.file);
const verified = async () => {
  const { code, output } = await importing.verify();
  expect(code, output).toBe(0);
};
const everything = () => importing.everything();

describe('an import', () => {
  it('ends as the file says, worked out by a script that shares no code', async () => {
    expect(await imported()).toMatchObject({ code: 0 });
    await verified();
    // The script is no yes-man.
    const { file, home } = importing;
    const shorter = join(home, 'shorter.jsonl');
    await writeFile(shorter, (await readFile(file, 'utf8')).replace(/[^\n]+\n$/, ''));
    expect(await importing.verify(shorter)).toMatchObject({
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
    const { file } = importing;
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
      importing.file,
      [good, good, { ...good, labels: ['other'] }].map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    const { code, output } = await imported();
    expect(code, output).toBe(1);
    expect(output).toMatch(/done +1\n +repeated +1\n +rejected +1/);
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectiveOf, parsePublication } from '../importing/publication.js';
import { typed } from './at-the-terminal.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'boardwalk-history-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const size = '--collectives 8 --authors 40 --extensions 60 --lines 2000';
const generated = async (options: string) => (await typed(`generate publications ${options}`)).out;
const linesOf = (text: string) => text.trimEnd().split('\n');
const read = (text: string) => linesOf(text).map((line, at) => parsePublication(at + 1, line));

describe('a made-up history', () => {
  it('is the same for the same seed, and another for another', async () => {
    const one = await generated(`--seed 1 ${size}`);
    expect(await generated(`--seed 1 ${size}`)).toBe(one);
    expect(await generated(`--seed 2 ${size}`)).not.toBe(one);
  });

  it('has as much of everything as was asked for, and only lines that a platform takes', async () => {
    const lines = read(await generated(size));
    expect(lines).toHaveLength(2000);
    expect(new Set(lines.map(collectiveOf)).size).toBe(8);
    expect(new Set(lines.map(({ author }) => author)).size).toBe(40);
    expect(new Set(lines.map(({ name }) => name)).size).toBe(60);
    expect(new Set(lines.map(({ name, version }) => `${name} ${version}`)).size).toBe(2000);
  });

  it('goes forward in time, and each extension in its versions', async () => {
    const lines = read(await generated(size));
    const times = lines.map(({ publishedAt }) => publishedAt);
    expect(times).toEqual([...times].sort());
    const last = new Map<string, string>();
    for (const { name, version, publishedAt } of lines) {
      expect(version.slice(0, 10).replaceAll('.', '-')).toBe(publishedAt.slice(0, 10));
      const sortable = version.replace(/\d+$/, (micro) => micro.padStart(6, '0'));
      expect(sortable > (last.get(name) ?? '')).toBe(true);
      last.set(name, sortable);
    }
  });

  it('lets everybody belong to one collective', async () => {
    const homes = new Map<string, Set<string>>();
    for (const line of read(await generated(size)))
      homes.set(line.author, (homes.get(line.author) ?? new Set()).add(collectiveOf(line)));
    expect([...homes.values()].every((slugs) => slugs.size === 1)).toBe(true);
  });

  it('has the fields of a line, in their order', async () => {
    const [first = ''] = linesOf(await generated('--lines 1 --collectives 1 --authors 1'));
    expect(Object.keys(JSON.parse(first) as object)).toEqual([
      'publishedAt',
      'name',
      'version',
      'author',
      'channel',
      'platforms',
      'labels',
      'contents',
      'dependencies',
    ]);
  });

  it('can go into a file, packed or not', async () => {
    const [plain, packed] = [join(folder, 'h.jsonl'), join(folder, 'h.jsonl.gz')];
    const wanted = await generated(size);
    expect(await typed(`generate publications ${size} --out ${plain}`)).toMatchObject({ code: 0, out: '' });
    expect(await typed(`generate publications ${size} --out ${packed}`)).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(plain, 'utf8')).toBe(wanted);
    expect(gunzipSync(readFileSync(packed)).toString()).toBe(wanted);
    const nowhere = await typed(`generate publications ${size} --out ${join(folder, 'none', 'h.jsonl')}`);
    expect(nowhere).toMatchObject({ code: 6, err: expect.stringContaining('cannot be written') });
  });
});

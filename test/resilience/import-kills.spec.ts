import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disturbedImport } from './import-kills/disturbed-import.js';
import { madeUpHistory } from './import-kills/made-up-history.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-kills-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('an import', () => {
  it('ends as its file says, whoever is killed in the middle of it', { timeout: 180_000 }, async () => {
    const story: string[] = [];
    const lines = 2_000;
    const file = await madeUpHistory(folder, lines);
    const outcome = await disturbedImport(file, lines, (line) => story.push(line));
    const told = [...story, outcome.last.output, outcome.verdict.output].join('\n');
    expect(outcome.verdict.code, told).toBe(0);
    expect(outcome.again, told).toMatchObject({
      code: 0,
      output: expect.stringMatching(/done +0\n +repeated +2,000/),
    });
  });
});

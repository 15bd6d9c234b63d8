import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madeUpHistory } from './import-kills/made-up-history.js';
import { toldOf, wentWell } from './import-under-way/import-under-way.js';
import { rollingRestart } from './rolling-restart/rolling-restart.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rolling-restart-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a deployment in the middle of an import', () => {
  it('fails no request, loses no fact and repeats none [3-26]', { timeout: 180_000 }, async () => {
    const story: string[] = [];
    const lines = 2_500;
    const file = await madeUpHistory(folder, lines);
    const settings = { file, lines, rate: 200, carriage: { TRANSPORT: 'postgres' }, rounds: 1 };
    const outcome = await rollingRestart(settings, (line) => story.push(line));
    const told = [...story, toldOf(outcome)].join('\n');
    expect(wentWell(outcome), told).toBe(true);
    expect(outcome.ended, told).toEqual([0, 0]);
    // The import was under way until the last process was replaced, or this would show nothing.
    const inTheEnd = outcome.steps.at(-1);
    expect(inTheEnd?.requests, told).toBeLessThan(outcome.requests);
  });
});

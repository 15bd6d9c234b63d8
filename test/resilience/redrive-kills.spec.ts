import { describe, expect, it } from 'vitest';
import { agree } from './redrive-kills/counts.js';
import { disturbedRedrive } from './redrive-kills/disturbed-redrive.js';

describe('a redrive of many', () => {
  it('sets each dead letter going once, whoever is killed, and every view counts alike', {
    timeout: 180_000,
  }, async () => {
    const story: string[] = [];
    const letters = 1_500;
    const outcome = await disturbedRedrive({ letters, rate: 400, kills: 2 }, (line) => story.push(line));
    const told = story.join('\n');
    expect(agree(outcome.resting), told).toBe(true);
    expect(outcome.resting.dead.database, told).toBeGreaterThan(0);
    const all = { database: letters, api: letters, cli: letters, metrics: letters };
    expect(outcome.ended, told).toEqual({
      dead: { database: 0, api: 0, cli: 0, metrics: 0 },
      redriven: all,
    });
    expect(outcome.wrong, told).toEqual({ redrives: 0, effects: 0 });
    for (const done of outcome.killedAt) expect(done, told).toBeLessThan(letters);
  });
});

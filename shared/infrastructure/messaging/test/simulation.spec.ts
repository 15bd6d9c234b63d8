import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { corpus } from './simulation/corpus.ts';
import { runSchedule } from './simulation/schedule.ts';

const told = async (seed: number): Promise<{ story: string[]; violations: readonly string[] }> => {
  const story: string[] = [];
  const { violations } = await runSchedule(seed, story);
  return { story, violations };
};

/** A schedule that broke something is told again, with everything that happened in it. */
async function expectUnbroken(seed: number, what: string): Promise<void> {
  const { violations } = await runSchedule(seed);
  if (violations.length === 0) return;
  const { story } = await told(seed);
  expect.fail(
    [
      ...story,
      `Seed ${seed} (${what}) broke:`,
      ...violations,
      `Again: npm run simulate -- --seed ${seed} --story`,
    ].join('\n'),
  );
}

describe('a simulated schedule', () => {
  it('is the same to the last byte when its seed is the same', async () => {
    for (const seed of [1, 17, 4_170, 998]) {
      const [first, second] = [await told(seed), await told(seed)];
      expect(first.story.length).toBeGreaterThan(100);
      expect(hashOf(second.story)).toBe(hashOf(first.story));
    }
  });

  it('is another when its seed is another', async () => {
    const stories = new Set<string>();
    for (const seed of [5, 6, 7]) stories.add(hashOf((await told(seed)).story));
    expect(stories.size).toBe(3);
  });
});

describe('the messaging core in a simulation', () => {
  it('keeps its promises in the schedules that once broke one', async () => {
    for (const { seed, found } of corpus) await expectUnbroken(seed, found);
  });

  it('keeps its promises in 3,000 others', { timeout: 120_000 }, async () => {
    for (let seed = 200_001; seed <= 203_000; seed += 1) await expectUnbroken(seed, 'of 3,000');
  });
});

const hashOf = (story: readonly string[]): string =>
  createHash('sha256').update(story.join('\n')).digest('hex');

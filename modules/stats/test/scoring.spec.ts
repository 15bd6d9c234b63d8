import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scoring, tierAfter, tierAt, timesOfDay } from '../domain/scoring.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The cells of the table rows whose first cell holds one of these names. */
function rowOf(name: string): string[] {
  const row = readme.split('\n').find((line) => line.startsWith(`| ${name} `));
  if (row === undefined) throw new Error(`README.md has no table row that begins with "${name}".`);
  return row.split('|').map((cell) => cell.trim());
}

const spelled = (points: number): string => points.toLocaleString('en-US');

describe('the ladder', () => {
  it('has fifteen steps, each higher than the one before', () => {
    const thresholds = scoring.tiers.map((tier) => tier.from);
    expect(thresholds).toHaveLength(15);
    expect(thresholds).toEqual([...new Set(thresholds)].sort((one, other) => one - other));
  });

  it('starts everybody at its foot', () => {
    expect(tierAt(0).name).toBe('Novice I');
  });

  it('is climbed by the exact threshold, not a point before', () => {
    expect(tierAt(499).name).toBe('Novice III');
    expect(tierAt(500).name).toBe('Contributor I');
  });

  it('says what comes next, until nothing does', () => {
    expect(tierAfter(500)).toEqual({ name: 'Contributor II', from: 1_000 });
    expect(tierAfter(75_000)).toBeNull();
  });
});

describe('a streak', () => {
  it('multiplies by 1, from day 2 by 1.5, from day 7 by 3, from day 30 by 5', () => {
    expect([1, 2, 6, 7, 29, 30, 400].map(timesOfDay)).toEqual([1, 1.5, 1.5, 3, 3, 5, 5]);
  });
});

describe('badges', () => {
  it('are nine; one of them is exclusive, and worth 1,000 points where the others are worth 100', () => {
    const worth = Object.values(scoring.badges).map(({ points, exclusive }) => [exclusive, points]);
    expect(worth.toSorted()).toEqual([...Array(8).fill([false, 100]), [true, 1_000]]);
  });
});

describe('the README', () => {
  it('says which version of the rules it describes', () => {
    expect(readme).toContain(`version ${scoring.version} of the rules`);
  });

  it('states what each grant is worth', () => {
    for (const [source, { category, points }] of Object.entries(scoring.grants)) {
      expect(rowOf(`\`${source}\``).slice(2, 4)).toEqual([`\`${category}\``, spelled(points)]);
    }
  });

  it('states every allowance, the steps of a streak, and how many pulls count in full', () => {
    const { allowances, streak, fullPulls } = scoring;
    for (const { points } of Object.values(allowances)) expect(readme).toContain(spelled(points));
    const [first, ...later] = streak.map(({ fromDay, times }) => `from day ${fromDay} by ${times}`);
    expect(first).toBe('from day 1 by 1');
    const text = readme.replaceAll(/\s+/g, ' ');
    for (const step of later) expect(text).toContain(step);
    expect(text).toContain(
      `times ${streak
        .map(({ times }) => times)
        .join(', ')
        .replace(/, (\d)$/, ' or $1')}`,
    );
    expect(text).toContain(`each of the first ${fullPulls} pulls`);
  });

  it('states every badge and tier', () => {
    for (const [badgeId, { name, points }] of Object.entries(scoring.badges)) {
      expect(rowOf(`\`${badgeId}\``).slice(2, 4)).toEqual([name, spelled(points)]);
    }
    for (const { name, from } of scoring.tiers) {
      const [family = '', step = ''] = name.split(' ');
      expect(rowOf(family)[1 + step.length], name).toBe(spelled(from));
    }
  });
});

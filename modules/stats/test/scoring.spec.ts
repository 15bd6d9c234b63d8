import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scoring, tierAfter, tierAt } from '../domain/scoring.js';

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

describe('the README', () => {
  it('says which version of the rules it describes', () => {
    expect(readme).toContain(`version ${scoring.version} of the rules`);
  });

  it('states what each grant is worth', () => {
    for (const [source, { category, points }] of Object.entries(scoring.grants)) {
      expect(rowOf(`\`${source}\``).slice(2, 4)).toEqual([`\`${category}\``, spelled(points)]);
    }
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

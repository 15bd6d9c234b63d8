import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seasonOf, spanOf, type WindowName } from '../domain/window.js';

const often = { numRuns: 500, seed: 5 };
const dayMs = 24 * 60 * 60 * 1_000;
/** A moment of the years 1970 to 2100. */
const moment = fc.integer({ min: 0, max: 47_846 * dayMs }).map((ms) => new Date(ms));
/** Moments close to one another, so that some lie in a window and some at its ends. */
const near = fc
  .tuple(moment, fc.array(fc.integer({ min: -95 * dayMs, max: 95 * dayMs }), { maxLength: 20 }))
  .map(([at, offsets]) => ({ at, grants: offsets.map((ms) => new Date(at.getTime() + ms)) }));

function within(window: WindowName, at: Date): (time: Date) => boolean {
  const { from, to } = spanOf(window, at);
  return (time) => (from === null || time >= from) && time <= to;
}

describe('windows, at any moment', () => {
  it('hold what happened less than a day, less than seven days before, and no later', () => {
    fc.assert(
      fc.property(near, ({ at, grants }) => {
        const age = (time: Date) => at.getTime() - time.getTime();
        const times = [...grants, at];
        const expected = (most: number) => times.filter((time) => age(time) >= 0 && age(time) < most);
        expect(times.filter(within('day', at))).toEqual(expected(dayMs));
        expect(times.filter(within('week', at))).toEqual(expected(7 * dayMs));
        expect(times.filter(within('all', at))).toEqual(expected(Number.POSITIVE_INFINITY));
      }),
      often,
    );
  });

  it('put every moment into one season, of ninety days that begin at midnight', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -2, max: 2 }), (at, seasons) => {
        const other = new Date(at.getTime() + seasons * 90 * dayMs);
        expect(within('season', other)(at)).toBe(seasons === 0);
        const { from, to } = spanOf('season', at);
        expect((from?.getTime() ?? 1) % dayMs).toBe(0);
        expect(to.getTime() - (from?.getTime() ?? 0)).toBe(90 * dayMs - 1);
        expect(seasonOf(at)).toBe(Math.floor(at.getTime() / dayMs / 90));
      }),
      often,
    );
  });

  it('of all seasons add up to all time', () => {
    fc.assert(
      fc.property(near, ({ at, grants }) => {
        const seasons = [...new Set([...grants, at].map(seasonOf))];
        const moments = seasons.map((number) => new Date(number * 90 * dayMs));
        const inSeasons = moments.map((each) => grants.filter(within('season', each)).length);
        const latest = new Date(Math.max(...[...grants, at].map((time) => time.getTime())));
        expect(inSeasons.reduce((sum, count) => sum + count, 0)).toBe(
          grants.filter(within('all', latest)).length,
        );
      }),
      often,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { seasonOf, spanOf } from '../domain/window.js';

const at = new Date('2026-08-22T15:17:45.000Z');

describe('a season', () => {
  it('is days 90n to 90n + 89 since 1970-01-01 in UTC', () => {
    expect(seasonOf(new Date('1970-01-01T00:00:00.000Z'))).toBe(0);
    expect(seasonOf(new Date('1970-03-31T23:59:59.999Z'))).toBe(0);
    expect(seasonOf(new Date('1970-04-01T00:00:00.000Z'))).toBe(1);
    expect(seasonOf(at)).toBe(229);
  });

  it('has negative numbers before 1970', () => {
    expect(seasonOf(new Date('1969-12-31T23:59:59.999Z'))).toBe(-1);
  });

  it('is meant as a whole, wherever in it the moment lies', () => {
    const span = { from: new Date('2026-06-06T00:00:00.000Z'), to: new Date('2026-09-03T23:59:59.999Z') };
    expect(spanOf('season', at)).toEqual(span);
    expect(spanOf('season', span.from)).toEqual(span);
    expect(spanOf('season', span.to)).toEqual(span);
  });
});

describe('the other windows', () => {
  it('end at the moment, which still belongs to them', () => {
    for (const window of ['all', 'week', 'day'] as const) expect(spanOf(window, at).to).toEqual(at);
  });

  it('reach back 7 × 24 and 24 hours, the far end excluded', () => {
    expect(spanOf('week', at).from).toEqual(new Date('2026-08-15T15:17:45.001Z'));
    expect(spanOf('day', at).from).toEqual(new Date('2026-08-21T15:17:45.001Z'));
  });

  it('reach back to the beginning when all time is asked for', () => {
    expect(spanOf('all', at).from).toBeNull();
  });
});

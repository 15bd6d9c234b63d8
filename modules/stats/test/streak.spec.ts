import { describe, expect, it } from 'vitest';
import { lengthOn, noStreak, type Streak, withDay } from '../domain/streak.js';

const three: Streak = { days: 3, lastDate: '2026-03-17' };

describe('a streak', () => {
  it('begins with the first day', () => {
    expect(withDay(noStreak, '2026-03-17')).toEqual({ days: 1, lastDate: '2026-03-17' });
  });

  it('grows by the day after the last, begins anew after a missed one, and ignores any other', () => {
    expect(withDay(three, '2026-03-18')).toEqual({ days: 4, lastDate: '2026-03-18' });
    expect(withDay(three, '2026-03-19')).toEqual({ days: 1, lastDate: '2026-03-19' });
    expect(withDay(three, '2026-03-17')).toBeNull();
    expect(withDay(three, '2026-03-16')).toBeNull();
  });

  it('lasts through the day after its last, and is nothing from then on', () => {
    expect(lengthOn(three, '2026-03-17')).toBe(3);
    expect(lengthOn(three, '2026-03-18')).toBe(3);
    expect(lengthOn(three, '2026-03-19')).toBe(0);
    expect(lengthOn(noStreak, '2026-03-17')).toBe(0);
  });
});

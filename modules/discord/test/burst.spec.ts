import { describe, expect, it } from 'vitest';
import { type Burst, placeIn } from '../domain/burst.js';
import { noon } from './facts.js';

const rule = { windowMs: 600_000, alone: 2 };
const at = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);

/** Where announcements go that come at these minutes, and when what they are in is sent. */
function placed(...minutes: readonly number[]): { message: string; due: number }[] {
  let burst: Burst | null = null;
  return minutes.map((minute, index) => {
    const place = placeIn(burst, rule, `m${index}`, at(minute));
    burst = place.burst;
    return { message: place.message, due: (place.dueAt.getTime() - noon.getTime()) / 60_000 };
  });
}

describe('a burst', () => {
  it('lets the first go out by themselves, and collects what follows until the end of the window', () => {
    expect(placed(0, 1, 2, 3, 9)).toEqual([
      { message: 'm0', due: 0 },
      { message: 'm1', due: 1 },
      { message: 'm2', due: 10 },
      { message: 'm2', due: 10 },
      { message: 'm2', due: 10 },
    ]);
  });

  it('sends one message per window for as long as it lasts', () => {
    expect(placed(0, 1, 2, 11, 12, 21)).toEqual([
      { message: 'm0', due: 0 },
      { message: 'm1', due: 1 },
      { message: 'm2', due: 10 },
      { message: 'm3', due: 20 },
      { message: 'm3', due: 20 },
      { message: 'm5', due: 30 },
    ]);
  });

  it('is over after a window in which nothing was collected', () => {
    expect(placed(0, 10)).toEqual([
      { message: 'm0', due: 0 },
      { message: 'm1', due: 10 },
    ]);
    expect(placed(0, 1, 2, 20).at(-1)).toEqual({ message: 'm3', due: 20 });
  });
});

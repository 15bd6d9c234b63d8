import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reasonOf, Trouble } from '../trouble.js';

describe('trouble', () => {
  const told: string[] = [];
  let trouble: Trouble;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    told.length = 0;
    trouble = new Trouble((reason) => told.push(reason));
  });
  afterEach(() => vi.useRealTimers());

  it('is told when it begins, and when it changes', () => {
    for (const reason of ['full', 'full', 'away', 'full']) trouble.met(new Error(reason));
    expect(told).toEqual(['full', 'away', 'full']);
  });

  it('is told again every minute as long as it lasts', () => {
    for (let second = 0; second < 150; second += 1) {
      trouble.met(new Error('full'));
      vi.advanceTimersByTime(1_000);
    }
    expect(told).toEqual(['full', 'full', 'full']);
  });

  it('is over once, and told anew when it comes back', () => {
    expect(trouble.over()).toBe(false);
    trouble.met(new Error('full'));
    expect([trouble.over(), trouble.over()]).toEqual([true, false]);
    trouble.met(new Error('full'));
    expect(told).toEqual(['full', 'full']);
  });
});

describe('a reason', () => {
  it.each<[unknown, string]>([
    [new Error('It is full.'), 'It is full'],
    [
      new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused.')]),
      '::1 refused, 127.0.0.1 refused',
    ],
    [new AggregateError([], 'nobody is there'), 'nobody is there'],
    ['no error', 'no error'],
  ])('stands inside a sentence: %s', (error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });
});

import { describe, expect, it } from 'vitest';
import { batchesOf, tooLarge } from '../channel-sender.js';

const message = (length: number) => ({ id: 'i', key: 'k', attributes: {}, body: 'x'.repeat(length) });
const lengthsOf = (...lengths: readonly number[]) =>
  [...batchesOf(lengths.map(message))].map((batch) => batch.map(({ body }) => body.length));

describe('what is sent at once', () => {
  it('is everything that is small, in order', () => {
    expect(lengthsOf(1, 2, 3)).toEqual([[1, 2, 3]]);
    expect(lengthsOf()).toEqual([]);
  });

  it('is no more than the server takes, but for a single message that is larger', () => {
    expect(lengthsOf(300_000, 200_000, 100_000, 900_000, 1)).toEqual([
      [300_000, 200_000],
      [100_000],
      [900_000],
      [1],
    ]);
  });

  it('is refused as a whole, and then no limit is proposed that it would not keep to either', () => {
    const limit = (...lengths: readonly number[]) => /=(\d+)$/.exec(tooLarge('t', lengths.map(message)))?.[1];
    expect(limit(...Array.from({ length: 500 }, () => 1_000))).toBe('33554432');
    expect(limit(40_000_000)).toBe('80000000');
    expect(tooLarge('t', [message(7), message(5)])).toMatch(
      /the topic t takes; the largest fact of it has 7 bytes/,
    );
  });
});

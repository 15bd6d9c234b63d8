import { describe, expect, it } from 'vitest';
import { batchesOf } from '../channel-sender.js';

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
});

import { describe, expect, it } from 'vitest';
import { stemOf, usernamePattern } from '../domain/username.js';

describe('a username that nobody chose', () => {
  it.each([
    [['Ada.Lovelace'], 'ada-lovelace'],
    [['Zoë Müller'], 'zoe-muller'],
    [['__x__', 'Grace Hopper'], 'grace-hopper'],
    [['日本'], 'member'],
    [[], 'member'],
    [['x'.repeat(60)], 'x'.repeat(28)],
  ])('is made of %j as %s', (texts, stem) => {
    expect(stemOf(texts)).toBe(stem);
    expect(stem).toMatch(usernamePattern);
  });
});

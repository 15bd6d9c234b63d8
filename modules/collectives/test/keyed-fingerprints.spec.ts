import { describe, expect, it } from 'vitest';
import { KeyedFingerprints } from '../infrastructure/keyed-fingerprints.js';

const prints = new KeyedFingerprints('0123456789abcdef0123456789abcdef');

describe('a fingerprint', () => {
  it('is the same for every spelling of an address', () => {
    const print = prints.ofAddress('ada@example.org');
    expect(prints.ofAddress(' Ada@Example.ORG ')).toBe(print);
    expect(prints.ofAddress('ada@example.com')).not.toBe(print);
    expect(prints.ofAddress('zoë@example.org')).toBe(prints.ofAddress('zoe\u0308@example.org'));
  });

  it('does not show what it is of, and depends on the secret', () => {
    const print = prints.ofAddress('ada@example.org');
    expect(print).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(new KeyedFingerprints('another secret').ofAddress('ada@example.org')).not.toBe(print);
  });

  it('tells an address from a token of the same letters', () => {
    expect(prints.ofToken('ada@example.org')).not.toBe(prints.ofAddress('ada@example.org'));
  });

  it('of a token keeps case and blanks apart', () => {
    expect(prints.ofToken('Token')).not.toBe(prints.ofToken('token'));
  });
});

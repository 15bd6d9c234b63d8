import { describe, expect, it } from 'vitest';
import { OwnFingerprints } from '../infrastructure/own-fingerprints.js';

const prints = new OwnFingerprints('secret-of-these-seals-0123456789abcdef');

describe('a fingerprint', () => {
  it('is what lies in the tables already, for every spelling of an address', () => {
    const print = '4daHC4MTZxW65UxeHkbjbLwwlCxKWDj6ZEXIy101HDI';
    expect(prints.ofAddress('ada@example.org')).toBe(print);
    expect(prints.ofAddress(' Ada@Example.ORG ')).toBe(print);
    expect(prints.ofToken('bwt_1')).toBe('PM5qZIGg5zuSkaTnkuHRDeHeffVY2v-0DgF5wnUNsXc');
  });

  it('tells an address from a token of the same letters', () => {
    expect(prints.ofToken('ada@example.org')).not.toBe(prints.ofAddress('ada@example.org'));
  });

  it('of a token keeps case and blanks apart', () => {
    expect(prints.ofToken('Token')).not.toBe(prints.ofToken('token'));
  });
});

import { describe, expect, it } from 'vitest';
import { LetterSeal } from '../infrastructure/letter-seal.js';

const seal = new LetterSeal('secret-of-this-test-0123456789abcdef');
const id = '0198c1b0-0000-5000-8000-000000000001';

describe('what a mail says', () => {
  it('is unreadable where it is kept, and read when it is sent', () => {
    const sealed = seal.seal(id, 'Grüße, your token is very-secret-token');
    expect(sealed).not.toContain('token is');
    expect(Buffer.from(sealed.slice(7), 'base64url').toString('latin1')).not.toContain('very-secret');
    expect(seal.open(id, sealed)).toBe('Grüße, your token is very-secret-token');
    expect(seal.seal(id, 'the same')).not.toBe(seal.seal(id, 'the same'));
  });

  it('opens for no other mail, under no other secret, and not when it was changed', () => {
    const sealed = seal.seal(id, 'text');
    expect(seal.open(id.replace(/1$/, '2'), sealed)).toBeNull();
    expect(new LetterSeal('another-secret-of-this-test-0123456789').open(id, sealed)).toBeNull();
    expect(
      seal.open(id, `${sealed.slice(0, 20)}${sealed[20] === 'A' ? 'B' : 'A'}${sealed.slice(21)}`),
    ).toBeNull();
    expect(seal.open(id, 'sealed:')).toBeNull();
  });

  it('is read as it is where an older program has written it', () => {
    expect(seal.open(id, 'Welcome to Boardwalk')).toBe('Welcome to Boardwalk');
  });
});

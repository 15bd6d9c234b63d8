import { describe, expect, it } from 'vitest';
import { derivedKey, KeyedFingerprints, Seal } from '../index.js';

const secret = 'secret-of-these-seals-0123456789abcdef';
const bytes = (text: string) => Buffer.from(text, 'base64url');

describe('a seal', () => {
  const seal = Seal.for('letters of this test', secret);

  it('opens for what it was made about, and shows nothing', () => {
    const sealed = seal.sealText('Grüße: a token', 'mail-1');
    expect(bytes(sealed).toString('latin1')).not.toContain('token');
    expect(seal.sealText('Grüße: a token', 'mail-1')).not.toBe(sealed);
    expect(seal.openText(sealed, 'mail-1')).toBe('Grüße: a token');
  });

  it('opens for nothing else, under no other secret, purpose or salt, and not when it was changed', () => {
    const sealed = seal.seal('text', 'mail-1');
    const changed = Buffer.from(sealed);
    changed[12] = (changed[12] ?? 0) ^ 1;
    const others = [
      Seal.for('letters of this test', `${secret}.`),
      Seal.for('tokens of this test', secret),
      Seal.for('letters of this test', secret, 'salt'),
    ];
    expect(() => seal.open(sealed, 'mail-2')).toThrow();
    for (const other of others) expect(() => other.open(sealed, 'mail-1')).toThrow();
    for (const broken of [changed, sealed.subarray(0, 20), Buffer.alloc(0)])
      expect(seal.openText(broken.toString('base64url'), 'mail-1')).toBeNull();
  });

  it.each([
    ['discord webhook tokens', '', 'w-1', '3eKCH3niemVbSAsU-HS32AMbNxak3RjYqyGMdc0WmvtqklQ', 'a token'],
    ['notifications letters', '', 'mail-1', 'srMog9Mwf3pxjaA6DkWPiXit1mH8mKwd7Y6wwrlk4x2Bgss', 'Grüße'],
    [
      'boardwalk kept answers',
      '["user:ada","key-1"]',
      '',
      'ENB0Ixcynk-huFRlpAEy9oCUOG1zCNjXHmAbcKx0KEuMNtuhOUAx-Ch1WXVUxj2sdENgvFgDtA',
      '{"status":201,"headers":{}}',
    ],
    [
      'boardwalk subject keys',
      '',
      'user:ada',
      'zxPP6EIkIUcy8-PmlPWe1Ph5hyCZuFhBCvjsILH9SpLT3wWH1FSZYX6GyOeDBTMrdW6dkP7TBSRL93Fl',
      '\x07'.repeat(32),
    ],
  ])('opens what lies in tables already: %s', (purpose, salt, about, sealed, content) => {
    expect(Seal.for(purpose, secret, salt).openText(sealed, about)).toBe(content);
  });
});

describe('a fingerprint', () => {
  const prints = new KeyedFingerprints(secret, 'boardwalk addresses');

  it('is the same for every spelling of an address, and of nothing else', () => {
    const print = prints.ofAddress('ada@example.org');
    expect(prints.ofAddress(' Ada@Example.ORG ')).toBe(print);
    expect(prints.ofAddress('ada@example.com')).not.toBe(print);
    expect(prints.ofAddress('zoë@example.org')).toBe(prints.ofAddress('zoe\u0308@example.org'));
    expect(prints.of('Token')).not.toBe(prints.of('token'));
  });

  it('does not show what it is of, and depends on secret and purpose', () => {
    const print = prints.of('ada@example.org');
    expect(print).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(new KeyedFingerprints('another secret', 'boardwalk addresses').of('ada@example.org')).not.toBe(
      print,
    );
    expect(new KeyedFingerprints(secret, 'other addresses').of('ada@example.org')).not.toBe(print);
  });

  it.each([
    ['boardwalk addresses', 'rWEYqS6micIcOuOZo9eu_DEHHWdn0pGhj-1WzBysZXM'],
    ['notifications addresses', 's6kuvVNx2vgg-DG3M9Zmz8wixKBXZtoCWlfZgMu6Nps'],
  ])('is what lies in tables already: %s', (purpose, print) => {
    expect(new KeyedFingerprints(secret, purpose).ofAddress('ada@example.org')).toBe(print);
  });
});

describe('a key', () => {
  it('is another one for every purpose', () => {
    expect(derivedKey(secret, 'one')).toHaveLength(32);
    expect(derivedKey(secret, 'one')).not.toEqual(derivedKey(secret, 'other'));
  });
});

import { describe, expect, it } from 'vitest';
import type { Unsubscription } from '../application/unsubscribe-links.js';
import { PublicMailSettings } from '../infrastructure/public-mail-settings.js';
import { SignedUnsubscribeLinks } from '../infrastructure/signed-unsubscribe-links.js';

const settings = new PublicMailSettings('https://boardwalk.example');
const links = new SignedUnsubscribeLinks('a-secret-of-this-test-0123456789abcdef', settings);
const notMadeHere = /was not made here/;
const person: Unsubscription = { subject: { userId: 'u-ada' }, kind: 'extensions' };
const address: Unsubscription = { subject: { addressFingerprint: 'f-1' }, kind: 'invites' };
const tokenOf = (of: Unsubscription) => new URL(links.urlFor(of)).searchParams.get('token') ?? '';

describe('a link that switches mails off', () => {
  it.each([person, address])('permits what it was made for: %o', (of) => {
    expect(links.urlFor(of)).toMatch(/^https:\/\/boardwalk\.example\/unsubscribe\?token=[\w.-]+$/);
    expect(links.read(tokenOf(of))).toEqual(of);
  });

  it('is the same every time, so that it works as long as the mail is kept', () => {
    expect(links.urlFor(person)).toBe(links.urlFor(person));
  });

  it('permits nothing once anything in it was changed', () => {
    const token = tokenOf(person);
    const [said = '', mac = ''] = token.split('.');
    const forged = Buffer.from(JSON.stringify(['user', 'u-eve', 'extensions'])).toString('base64url');
    for (const wrong of [
      '',
      '.',
      'x',
      said,
      `${said}.`,
      `.${mac}`,
      `${forged}.${mac}`,
      `${said}.${mac}x`,
      `${said}.AAAA`,
    ])
      expect(() => links.read(wrong), wrong).toThrow(notMadeHere);
    expect(() => links.read(`${token.slice(0, -2)}__`)).toThrow(notMadeHere);
  });

  it('cannot be made with another secret', () => {
    const others = new SignedUnsubscribeLinks('another-secret-of-this-test-0123456789', settings);
    expect(() => others.read(tokenOf(person))).toThrow(notMadeHere);
  });

  it('permits nothing that cannot be switched off', () => {
    const account = { subject: { userId: 'u-ada' }, kind: 'account' } as unknown as Unsubscription;
    expect(() => links.read(tokenOf(account))).toThrow(notMadeHere);
  });
});

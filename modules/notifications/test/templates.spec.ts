import { describe, expect, it } from 'vitest';
import {
  composed,
  type TemplateCall,
  type TemplateKey,
  type TemplateValues,
} from '../application/templates/templates.js';
import { PublicMailSettings } from '../infrastructure/public-mail-settings.js';

const settings = new PublicMailSettings('https://boardwalk.example/');

const plain: TemplateValues = {
  welcome: { username: 'ada' },
  'verify-email': { token: 'tok-en_1' },
  'password-reset': { token: 'tok-en_3' },
  'password-changed': { reason: 'changed' },
  'new-device': { device: 'Firefox on Linux' },
  'client-registered': { clientName: 'Gull' },
  'collective-created': { slug: 'tide-pool', name: 'Tide Pool' },
  'invite-accepted': { slug: 'tide-pool', accepter: 'grace' },
  'removed-from-collective': { slug: 'tide-pool' },
  'collective-dissolved': { slug: 'tide-pool', name: 'Tide Pool' },
  'extension-yanked': { extensionName: '@ada/wave', version: '2026.06.01.1', reason: 'It leaks.' },
  'extension-deprecated': { extensionName: '@ada/wave', supersededBy: '@ada/surf' },
  'badge-awarded': { name: 'Founder', points: 100 },
  'tier-reached': { tier: 'Novice II', total: 120 },
  'collective-invite': {
    slug: 'tide-pool',
    role: 'admin',
    inviteId: '0198c1b0-0000-7000-8000-00000000000a',
    token: 'tok-en_2',
  },
};
const keys = Object.keys(plain) as TemplateKey[];

/** The same values, every text replaced by a hostile one. */
function hostile(text: string): TemplateValues {
  return {
    welcome: { username: text },
    'verify-email': { token: text },
    'password-reset': { token: text },
    'password-changed': { reason: 'reset' },
    'new-device': { device: text },
    'client-registered': { clientName: text },
    'collective-created': { slug: text, name: text },
    'invite-accepted': { slug: text, accepter: text },
    'removed-from-collective': { slug: text },
    'collective-dissolved': { slug: text, name: text },
    'extension-yanked': { extensionName: text, version: text, reason: text },
    'extension-deprecated': { extensionName: text, supersededBy: text },
    'badge-awarded': { name: text, points: 1 },
    'tier-reached': { tier: text, total: 1 },
    'collective-invite': { slug: text, role: 'member', inviteId: text, token: text },
  };
}
const stop = 'https://boardwalk.example/unsubscribe?token=a.b';
const mailOf = <Key extends TemplateKey>(key: Key, values: TemplateValues) =>
  composed<Key>({ key, values: values[key] } as TemplateCall<Key>, settings);

describe.each(keys)('the template %s', (key) => {
  it('says the same as text and as HTML', () => {
    const { text, html } = mailOf(key, plain);
    const [first = ''] = text.split('\n\n');
    expect(html.replaceAll('&quot;', '"')).toContain(`<p>${first}</p>`);
    expect(html).toContain('<!doctype html>');
    expect(text).not.toMatch(/<[a-z/]/i);
  });

  it('shows markup as text', () => {
    const { html } = mailOf(key, hostile(`"><img src=x onerror='alert(1)'>&amp;`));
    expect(html).not.toContain('<img');
  });

  it('evaluates nothing', () => {
    for (const text of ['${7*7}', '{{7*7}}', '<%= 7*7 %>', '#{7*7}', '$&$1$`']) {
      const { subject, text: body, html } = mailOf(key, hostile(text));
      expect(`${subject}${body}${html}`).not.toContain('49');
    }
  });

  it('has a subject of one line', () => {
    const { subject } = mailOf(key, hostile('a\r\nBcc: eve@example.org\0\u2028b'));
    expect(subject).not.toMatch(/[\p{Cc}\u2028]/u);
  });

  it('lets no value begin a paragraph of its own', () => {
    const usual = mailOf(key, plain).text.split('\n').length;
    const { text } = mailOf(key, hostile('a\n\n-- \nPay here: b'));
    expect(text.split('\n')).toHaveLength(usual);
  });

  it('shortens values that are longer than any name', () => {
    const { subject } = mailOf(key, hostile('x'.repeat(10_000)));
    expect(subject.length).toBeLessThan(200);
  });
});

describe('the links in mails', () => {
  it('carry the token, encoded', () => {
    const { text, html } = composed({ key: 'verify-email', values: { token: 'a&b=c d' } }, settings);
    expect(text).toContain('https://boardwalk.example/verify-email?token=a%26b%3Dc+d\n');
    expect(html).toContain('href="https://boardwalk.example/verify-email?token=a%26b%3Dc+d"');
  });

  it('name the invite and its token', () => {
    const { text } = mailOf('collective-invite', plain);
    expect(text).toContain(
      'https://boardwalk.example/accept-invite?invite=0198c1b0-0000-7000-8000-00000000000a&token=tok-en_2\n',
    );
  });

  it('stop mails of a kind, in both parts', () => {
    const call = { key: 'tier-reached', values: plain['tier-reached'] } as const;
    const { text, html } = composed(call, settings, stop);
    expect(text).toContain(`No more mails of this kind: ${stop}\n`);
    expect(html).toContain(`<a href="${stop}">No more mails of this kind</a>`);
    expect(composed(call, settings).text).not.toContain('No more mails');
  });

  it('keep the path that the program is reached under', () => {
    const below = new PublicMailSettings('https://example.org/boardwalk/?x=1#y');
    expect(below.link('verify-email', { token: 't' })).toBe(
      'https://example.org/boardwalk/verify-email?token=t',
    );
  });

  it('need a public address', () => {
    for (const none of ['', 'boardwalk.example', 'javascript:alert(1)', 'ftp://example.org'])
      expect(() => new PublicMailSettings(none)).toThrow(/public address/);
  });
});

describe('the sender', () => {
  it.each([
    ['https://boardwalk.example', 'no-reply@boardwalk.example'],
    ['http://localhost:3000', 'no-reply@localhost'],
    ['http://127.0.0.1:3000', 'no-reply@localhost'],
    ['http://[::1]:3000', 'no-reply@localhost'],
  ])('of %s is %s', (publicUrl, address) => {
    expect(new PublicMailSettings(publicUrl).sender).toEqual({ name: 'Boardwalk', address });
  });

  it('may be given', () => {
    const sender = { name: 'Pier', address: 'hello@pier.example' };
    expect(new PublicMailSettings('http://localhost', sender)).toMatchObject({
      sender,
      domain: 'pier.example',
    });
  });
});

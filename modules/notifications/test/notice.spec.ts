import { describe, expect, it } from 'vitest';
import { mailOf } from '../application/mail-of-notice.js';
import { kindOf, type TemplateKey } from '../application/templates/templates.js';
import { isSwitchable } from '../domain/mail-kind.js';
import { lineOf, type Notice, type NoticeType, noticeTypes } from '../domain/notice.js';

/** All of them, or this does not compile. */
const notices: { readonly [Type in NoticeType]: Notice<Type> } = {
  'password-changed': { type: 'password-changed', values: { reason: 'reset' } },
  'new-device': { type: 'new-device', values: { device: 'Firefox on Linux' } },
  'collective-created': { type: 'collective-created', values: { slug: 'tide-pool', name: 'Tide Pool' } },
  invited: { type: 'invited', values: { slug: 'tide-pool', role: 'member' } },
  'invite-accepted': { type: 'invite-accepted', values: { slug: 'tide-pool' } },
  'invite-declined': { type: 'invite-declined', values: { slug: 'tide-pool' } },
  'invite-expired': { type: 'invite-expired', values: { slug: 'tide-pool' } },
  'role-changed': { type: 'role-changed', values: { slug: 'tide-pool', role: 'admin' } },
  'ownership-received': { type: 'ownership-received', values: { slug: 'tide-pool' } },
  'removed-from-collective': { type: 'removed-from-collective', values: { slug: 'tide-pool' } },
  'collective-dissolved': { type: 'collective-dissolved', values: { slug: 'tide-pool', name: 'Tide Pool' } },
  'extension-yanked': {
    type: 'extension-yanked',
    values: { extensionName: '@ada/wave', reason: 'It leaks.' },
  },
  'extension-deprecated': {
    type: 'extension-deprecated',
    values: { extensionName: '@ada/wave', supersededBy: '@ada/surf' },
  },
  'badge-awarded': { type: 'badge-awarded', values: { name: 'Founder', points: 100 } },
  'tier-reached': { type: 'tier-reached', values: { tier: 'Novice II', total: 120 } },
  'webhook-disabled': { type: 'webhook-disabled', values: { reason: 'Discord does not know it.' } },
};

describe('a notice', () => {
  it('is one line for the inbox, whatever its type', () => {
    expect([...noticeTypes].sort()).toEqual(Object.keys(notices).sort());
    expect(noticeTypes.map((type) => lineOf(notices[type] as Notice, 'grace'))).toEqual([
      'Your password was reset by mail.',
      'Your account was used from a new device: Firefox on Linux.',
      'You founded the collective Tide Pool (tide-pool).',
      'You are invited to join tide-pool as a member. The mail to your address has the link.',
      'grace accepted your invitation to tide-pool.',
      'grace declined your invitation to tide-pool.',
      'An invitation of yours to tide-pool was not answered in time.',
      'You are an admin of tide-pool now.',
      'grace made you an owner of tide-pool.',
      'You are no longer a member of tide-pool.',
      'The collective Tide Pool (tide-pool) was dissolved.',
      '@ada/wave was yanked: It leaks.',
      '@ada/wave is deprecated; use @ada/surf instead.',
      'You earned the badge Founder, and 100 points with it.',
      'You reached the tier Novice II with 120 points.',
      'Your Discord webhook was switched off: Discord does not know it.',
    ]);
  });

  it('names somebody when whom it names is gone', () => {
    expect(lineOf(notices['invite-accepted'], null)).toBe('Somebody accepted your invitation to tide-pool.');
  });

  it('names the version that was yanked, and the extension when all of it was', () => {
    const values = { extensionName: '@ada/wave', version: '2026.06.01.1', reason: 'It leaks.' };
    expect(lineOf({ type: 'extension-yanked', values }, null)).toBe(
      '@ada/wave 2026.06.01.1 was yanked: It leaks.',
    );
  });

  it('stays on its line, whatever somebody wrote', () => {
    const values = { extensionName: '@ada/wave', reason: 'It leaks.\r\n\u202eSee\0 here' };
    expect(lineOf({ type: 'extension-yanked', values }, null)).toBe(
      '@ada/wave was yanked: It leaks. See here',
    );
  });

  it('goes out as a mail as well, but for what can wait until somebody looks', () => {
    const inboxOnly = noticeTypes.filter((type) => mailOf(notices[type], 'grace') === null);
    expect([...inboxOnly].sort()).toEqual([
      'invite-declined',
      'invite-expired',
      'invited',
      'ownership-received',
      'role-changed',
      'webhook-disabled',
    ]);
  });
});

/** All of them, or this does not compile. */
const mayBeOff: Readonly<Record<TemplateKey, boolean>> = {
  welcome: false,
  'verify-email': false,
  'password-reset': false,
  'password-changed': false,
  'new-device': false,
  'client-registered': false,
  'collective-created': true,
  'collective-invite': true,
  'invite-accepted': true,
  'removed-from-collective': true,
  'collective-dissolved': true,
  'extension-yanked': true,
  'extension-deprecated': true,
  'badge-awarded': true,
  'tier-reached': true,
};

describe('the kind of a mail', () => {
  it.each(Object.entries(mayBeOff))('lets mails of %s be switched off: %s', (key, expected) => {
    expect(isSwitchable(kindOf(key as TemplateKey))).toBe(expected);
  });
});

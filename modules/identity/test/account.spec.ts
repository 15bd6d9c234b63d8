import { describe, expect, it } from 'vitest';
import { limits } from '../domain/limits.js';
import { InvalidBioError, InvalidLinkError, InvalidPreferenceError } from '../domain/profile.errors.js';
import {
  AccountSuspendedError,
  InvalidReasonError,
  InvalidUsernameError,
  TooManyUsernamesError,
  UsernameReservedError,
} from '../domain/user.errors.js';
import {
  AccountDeleted,
  AccountReinstated,
  AccountSuspended,
  DailyVisitNoted,
  EmailVerified,
  NewDeviceNoticed,
  PasswordChanged,
  ProfileChanged,
  ProfileCompleted,
  ProfileVisibilityChanged,
  UsernameChanged,
  UserRegistered,
} from '../domain/user.events.js';
import { User } from '../domain/user.js';
import { ada, nextDay, noon, oneHourLater, saying, settled } from './people.js';

describe('a user who comes by OAuth', () => {
  const vouched = (email: string | null, emailVerified: boolean) =>
    User.register(
      { id: 'u-1', username: 'grace', email, displayName: 'Grace', source: 'oauth', emailVerified },
      noon,
    );

  it('has proved the address that the provider vouches for', () => {
    expect(vouched('Grace@Example.org', true).domainEvents).toEqual([
      new UserRegistered(noon, 'u-1', 'grace', 'grace@example.org', 'Grace', 'oauth', true),
      new EmailVerified(noon, 'u-1'),
    ]);
  });

  it('only claims one that the provider has not verified', () => {
    const user = vouched('grace@example.org', false);
    expect(user.emailVerified).toBe(false);
    expect(user.domainEvents).toEqual([
      new UserRegistered(noon, 'u-1', 'grace', 'grace@example.org', 'Grace', 'oauth', false),
    ]);
  });
});

describe('a renaming', () => {
  it('says both names', () => {
    const user = settled(ada());
    user.rename('lovelace', ['ada'], oneHourLater);
    expect(user.username).toBe('lovelace');
    expect(user.domainEvents).toEqual([new UsernameChanged(oneHourLater, 'u-ada', 'ada', 'lovelace')]);
  });

  it('to the same name says nothing', () => {
    const user = settled(ada());
    user.rename('ada', ['ada'], oneHourLater);
    expect(user.domainEvents).toEqual([]);
  });

  it('obeys the rules of names', () => {
    const user = settled(ada());
    expect(() => user.rename('A', ['ada'], noon)).toThrow(InvalidUsernameError);
    expect(() => user.rename('admin', ['ada'], noon)).toThrow(UsernameReservedError);
    expect(user.username).toBe('ada');
  });

  it('ends at ten names, but takes back one of them', () => {
    const user = settled(ada());
    const held = ['ada', ...Array.from({ length: limits.usernames - 1 }, (_, n) => `ada-${n}`)];
    expect(() => user.rename('one-more', held, noon)).toThrow(TooManyUsernamesError);
    user.rename('ada-3', held, noon);
    expect(user.username).toBe('ada-3');
  });
});

describe('a profile', () => {
  const described = (changes: Parameters<typeof saying>[0]) => {
    const user = settled(ada());
    user.describe(saying(changes), oneHourLater);
    return user;
  };

  it('is completed once: by something about oneself and a link', () => {
    const user = described({ bio: 'Poetical science.' });
    expect(user.domainEvents).toEqual([new ProfileChanged(oneHourLater, 'u-ada')]);
    user.describe(saying({ bio: 'Poetical science.', links: ['https://example.org'] }), oneHourLater);
    expect(user.domainEvents).toContainEqual(new ProfileCompleted(oneHourLater, 'u-ada', 'ada'));
    user.clearEvents();
    user.describe(saying(), oneHourLater);
    user.describe(saying({ bio: 'Again.', links: ['https://example.org'] }), oneHourLater);
    expect(user.domainEvents.map(({ kind }) => kind)).toEqual(['ProfileChanged', 'ProfileChanged']);
  });

  it('says when its visibility changes, and only then', () => {
    const user = described({ isPublic: false });
    expect(user.domainEvents).toContainEqual(new ProfileVisibilityChanged(oneHourLater, 'u-ada', false));
    user.clearEvents();
    user.describe(saying({ isPublic: false }), oneHourLater);
    expect(user.domainEvents).toEqual([new ProfileChanged(oneHourLater, 'u-ada')]);
  });

  it.each(['x'.repeat(501), 'a\u0000b', 'a\u202eb', 'a\u0007b'])('is not said as %j', (bio) => {
    expect(() => described({ bio })).toThrow(InvalidBioError);
  });

  it('may have several lines', () => {
    expect(described({ bio: ' one\ntwo ' }).state.profile.bio).toBe('one\ntwo');
  });

  it.each([
    'javascript:alert(1)',
    'example.org',
    'ftp://example.org',
    'https://ada:secret@example.org',
    `https://example.org/${'x'.repeat(200)}`,
  ])('does not link to %s', (link) => {
    expect(() => described({ links: [link] })).toThrow(InvalidLinkError);
  });

  it('links to five places at the most', () => {
    const links = Array.from({ length: 6 }, (_, n) => `https://example.org/${n}`);
    expect(() => described({ links })).toThrow(InvalidLinkError);
    expect(described({ links: links.slice(0, 5) }).state.profile.links).toHaveLength(5);
  });

  it.each([
    [{ language: 'not a language', timeZone: null }],
    [{ language: null, timeZone: 'Atlantis/Capital' }],
  ])('knows no preference %j', (preferences) => {
    const user = settled(ada());
    expect(() => user.describe({ ...saying(), preferences }, noon)).toThrow(InvalidPreferenceError);
    expect(user.domainEvents).toEqual([]);
  });
});

describe('a sign-in', () => {
  it('is told once a day', () => {
    const user = settled(ada());
    user.signIn('Firefox on Linux', false, noon);
    user.visit(oneHourLater);
    user.visit(nextDay);
    expect(user.domainEvents).toEqual([
      new DailyVisitNoted(noon, 'u-ada', 'ada', '2026-06-01'),
      new DailyVisitNoted(nextDay, 'u-ada', 'ada', '2026-06-02'),
    ]);
  });

  it('is not told of a day before the latest, whatever a clock says', () => {
    const user = settled(ada());
    user.visit(nextDay);
    user.visit(noon);
    expect(user.domainEvents).toHaveLength(1);
  });

  it('with a new device says so', () => {
    const user = settled(ada());
    user.signIn('Safari on iOS', true, noon);
    expect(user.domainEvents[0]).toEqual(new NewDeviceNoticed(noon, 'u-ada', 'Safari on iOS'));
  });
});

describe('a suspended account', () => {
  const suspended = () => {
    const user = settled(ada());
    user.suspend(' Spam. ', noon);
    return user;
  };

  it('says why, once, and lets nobody in until it is reinstated', () => {
    const user = suspended();
    user.suspend('Again.', noon);
    expect(() => user.signIn('curl', false, noon)).toThrow(AccountSuspendedError);
    user.reinstate(oneHourLater);
    user.reinstate(oneHourLater);
    expect(() => user.signIn('curl', false, oneHourLater)).not.toThrow();
    expect(user.domainEvents.slice(0, 2)).toEqual([
      new AccountSuspended(noon, 'u-ada', 'Spam.'),
      new AccountReinstated(oneHourLater, 'u-ada'),
    ]);
  });

  it.each(['', '  ', 'x'.repeat(501)])('is not suspended for %j', (reason) => {
    expect(() => ada().suspend(reason, noon)).toThrow(InvalidReasonError);
  });
});

describe('an account', () => {
  it('says that its password changed, and how', () => {
    const user = settled(ada());
    user.changePassword('reset', oneHourLater);
    expect(user.state.passwordChangedAt).toEqual(oneHourLater);
    expect(user.domainEvents).toEqual([new PasswordChanged(oneHourLater, 'u-ada', 'reset')]);
  });

  it('says that it was deleted', () => {
    const user = settled(ada());
    user.delete(oneHourLater);
    expect(user.domainEvents).toEqual([new AccountDeleted(oneHourLater, 'u-ada')]);
  });
});

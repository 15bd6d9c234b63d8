import { describe, expect, it } from 'vitest';
import { InvalidNameError, InvalidUsernameError, UsernameReservedError } from '../domain/user.errors.js';
import { EmailVerified, UserRegistered } from '../domain/user.events.js';
import { User } from '../domain/user.js';
import { ada, noon, oneHourLater } from './people.js';

describe('a user', () => {
  it('says that it was registered, with the address in lower case [2-02]', () => {
    expect(ada().domainEvents).toEqual([
      new UserRegistered(noon, 'u-ada', 'ada', 'ada@example.org', 'Ada L.', 'password'),
    ]);
  });

  it('was registered long ago when it is imported', () => {
    const longAgo = new Date('2019-01-01T00:00:00Z');
    const user = User.register(
      { id: 'u-1', username: 'grace', email: null, displayName: 'grace', source: 'import' },
      longAgo,
    );
    expect(user.domainEvents).toEqual([new UserRegistered(longAgo, 'u-1', 'grace', null, 'grace', 'import')]);
  });

  it('has proved nothing at first', () => {
    expect(ada().emailVerified).toBe(false);
  });

  it('proves its address once', () => {
    const user = ada();
    user.clearEvents();
    user.verifyEmail(oneHourLater);
    user.verifyEmail(oneHourLater);
    expect(user.emailVerified).toBe(true);
    expect(user.domainEvents).toEqual([new EmailVerified(oneHourLater, 'u-ada')]);
  });
});

describe('a username', () => {
  it.each(['abc', 'a-b', '0_0', 'aws-core-01', 'x'.repeat(32)])('may be %s', (username) => {
    expect(ada({ username }).username).toBe(username);
  });

  it.each(['', 'ab', 'Ada', '-ada', '_ada', 'a.b.c', 'a b c', 'adä', 'x'.repeat(33), 'ada\n'])(
    'may not be %j',
    (username) => {
      expect(() => ada({ username })).toThrow(InvalidUsernameError);
    },
  );

  it.each(['admin', 'operator', 'boardwalk', 'users', 'support'])(
    'may not be the reserved %s',
    (username) => {
      expect(() => ada({ username })).toThrow(UsernameReservedError);
    },
  );
});

describe('a display name', () => {
  it('loses the spaces around it', () => {
    expect(ada({ displayName: '  Ada  Lovelace ' }).displayName).toBe('Ada  Lovelace');
  });

  it.each([
    '',
    '   ',
    'x'.repeat(81),
    'Ada\r\nBcc: all',
    'Ada\u0000',
    'Ada\u202eevil',
    'Ada\u2028L',
    '\u200f',
  ])('may not be %j', (displayName) => {
    expect(() => ada({ displayName })).toThrow(InvalidNameError);
  });
});

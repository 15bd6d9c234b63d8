import { describe, expect, it } from 'vitest';
import { ClientRegistered } from '../domain/client.events.js';
import { Client } from '../domain/client.js';
import { InvalidNameError, NoAddressError } from '../domain/user.errors.js';
import { ada, noon } from './people.js';

describe('a client', () => {
  it('says who answers for it', () => {
    const client = Client.register({ id: 'c-1', name: ' Nightly build ' }, ada(), noon);
    expect(client.domainEvents).toEqual([
      new ClientRegistered(noon, 'c-1', 'Nightly build', 'u-ada', 'ada@example.org'),
    ]);
  });

  it('needs an owner who can be written to', () => {
    expect(() => Client.register({ id: 'c-1', name: 'CI' }, ada({ email: null }), noon)).toThrow(
      NoAddressError,
    );
  });

  it('needs a name that can be read', () => {
    expect(() => Client.register({ id: 'c-1', name: 'CI\nBcc:' }, ada(), noon)).toThrow(InvalidNameError);
  });
});

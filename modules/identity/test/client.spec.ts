import { describe, expect, it } from 'vitest';
import { ClientRegistered } from '../domain/client.events.js';
import { Client } from '../domain/client.js';
import { AddressUnprovedError, InvalidNameError } from '../domain/user.errors.js';
import { ada, noon } from './people.js';

const proved = () => {
  const person = ada();
  person.verifyEmail(noon);
  return person;
};

describe('a client', () => {
  it('says who answers for it', () => {
    const client = Client.register({ id: 'c-1', name: ' Nightly build ' }, proved(), noon);
    expect(client.domainEvents).toEqual([
      new ClientRegistered(noon, 'c-1', 'Nightly build', 'u-ada', 'ada@example.org'),
    ]);
  });

  it('needs an owner to whom a mail is known to come', () => {
    for (const owner of [ada(), ada({ email: null })])
      expect(() => Client.register({ id: 'c-1', name: 'CI' }, owner, noon)).toThrow(AddressUnprovedError);
  });

  it('needs a name that can be read', () => {
    expect(() => Client.register({ id: 'c-1', name: 'CI\nBcc:' }, proved(), noon)).toThrow(InvalidNameError);
  });
});

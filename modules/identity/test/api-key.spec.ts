import { describe, expect, it } from 'vitest';
import { ApiKeyExpiredAlreadyError, InvalidScopeError } from '../domain/api-key.errors.js';
import { ApiKeyCreated, ApiKeyRevoked } from '../domain/api-key.events.js';
import { ApiKey, type NewApiKey } from '../domain/api-key.js';
import { InvalidNameError } from '../domain/user.errors.js';
import { noon, oneHourLater } from './people.js';

function created(changes: Partial<NewApiKey> = {}): ApiKey {
  return ApiKey.create(
    {
      id: 'k-1',
      ownerUserId: 'u-ada',
      clientId: null,
      name: 'laptop',
      fingerprint: 'its-fingerprint',
      scopes: ['collectives:write'],
      expiresAt: null,
      ...changes,
    },
    noon,
  );
}

describe('an API key', () => {
  it('works from the start and says that it was made', () => {
    const key = created();
    expect(key.state.enabled).toBe(true);
    expect(key.domainEvents).toEqual([
      new ApiKeyCreated(noon, 'k-1', 'u-ada', 'laptop', ['collectives:write']),
    ]);
  });

  it('begins with bw_ for a person and with bwc_ for a client', () => {
    expect(created().prefix).toBe('bw_');
    expect(created({ clientId: 'c-1' }).prefix).toBe('bwc_');
  });

  it('names each scope once', () => {
    expect(created({ scopes: ['*', 'stats:read', '*'] }).state.scopes).toEqual(['*', 'stats:read']);
  });

  it.each(['', 'write', 'Collectives:write', 'collectives:*', 'a:b:c', 'a: b'])(
    'refuses the scope %j',
    (scope) => {
      expect(() => created({ scopes: ['stats:read', scope] })).toThrow(InvalidScopeError);
    },
  );

  it('refuses to expire before it is made', () => {
    expect(() => created({ expiresAt: noon })).toThrow(ApiKeyExpiredAlreadyError);
    expect(created({ expiresAt: oneHourLater }).state.expiresAt).toEqual(oneHourLater);
  });

  it('needs a name that can be read', () => {
    expect(() => created({ name: '\u200f\n' })).toThrow(InvalidNameError);
  });

  it('is revoked once and stays', () => {
    const key = created();
    key.clearEvents();
    key.revoke(oneHourLater);
    key.revoke(oneHourLater);
    expect(key.state).toMatchObject({ id: 'k-1', enabled: false });
    expect(key.domainEvents).toEqual([new ApiKeyRevoked(oneHourLater, 'k-1', 'u-ada')]);
  });
});

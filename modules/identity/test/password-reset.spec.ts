import { describe, expect, it } from 'vitest';
import { limits } from '../domain/limits.js';
import { ResetTokenSpentError } from '../domain/password-reset.errors.js';
import { PasswordResetRequested } from '../domain/password-reset.events.js';
import { PasswordReset } from '../domain/password-reset.js';
import { noon } from './people.js';

const requested = () =>
  PasswordReset.request(
    { id: 'r-1', userId: 'u-ada', email: 'ada@example.org' },
    { secret: 'the-token', fingerprint: 'its-fingerprint' },
    noon,
  );
const afterNoon = (milliseconds: number) => new Date(noon.getTime() + milliseconds);
const { lifetime } = limits.passwordReset;

describe('a password reset', () => {
  it('hands its token out once and keeps only the fingerprint', () => {
    const reset = requested();
    expect(reset.domainEvents).toEqual([
      new PasswordResetRequested(noon, 'u-ada', 'ada@example.org', 'the-token'),
    ]);
    expect(JSON.stringify(reset.state)).not.toContain('the-token');
  });

  it('can be redeemed until an hour has passed', () => {
    expect(() => requested().redeem(afterNoon(lifetime - 1), null)).not.toThrow();
    expect(() => requested().redeem(afterNoon(lifetime), null)).toThrow(ResetTokenSpentError);
  });

  it('can be redeemed once', () => {
    const reset = requested();
    reset.redeem(afterNoon(1), null);
    expect(() => reset.redeem(afterNoon(2), null)).toThrow(ResetTokenSpentError);
  });

  it('is void when the password has changed since it was asked for', () => {
    expect(() => requested().redeem(afterNoon(2), afterNoon(1))).toThrow(ResetTokenSpentError);
    expect(() => requested().redeem(afterNoon(2), afterNoon(-1))).not.toThrow();
  });
});

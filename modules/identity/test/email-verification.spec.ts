import { describe, expect, it } from 'vitest';
import { VerificationTokenSpentError } from '../domain/email-verification.errors.js';
import { EmailVerificationRequested } from '../domain/email-verification.events.js';
import { EmailVerification } from '../domain/email-verification.js';
import { limits } from '../domain/limits.js';
import { noon, oneHourLater } from './people.js';

function requested(): EmailVerification {
  return EmailVerification.request(
    { id: 'v-1', userId: 'u-ada', email: 'ada@example.org' },
    { secret: 'the-token', fingerprint: 'its-fingerprint' },
    noon,
  );
}

const afterNoon = (milliseconds: number) => new Date(noon.getTime() + milliseconds);

describe('a verification', () => {
  it('hands its token out once and keeps only the fingerprint', () => {
    const verification = requested();
    expect(verification.domainEvents).toEqual([
      new EmailVerificationRequested(noon, 'u-ada', 'ada@example.org', 'the-token'),
    ]);
    expect(JSON.stringify(verification.state)).not.toContain('the-token');
  });

  it('can be redeemed until a day has passed', () => {
    expect(() => requested().redeem(afterNoon(limits.verification.lifetime - 1))).not.toThrow();
    expect(() => requested().redeem(afterNoon(limits.verification.lifetime))).toThrow(
      VerificationTokenSpentError,
    );
  });

  it('can be redeemed once', () => {
    const verification = requested();
    verification.redeem(oneHourLater);
    expect(verification.state.redeemedAt).toEqual(oneHourLater);
    expect(() => verification.redeem(oneHourLater)).toThrow(VerificationTokenSpentError);
  });
});

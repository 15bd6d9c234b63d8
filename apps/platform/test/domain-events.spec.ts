import { describe, expect, it } from 'vitest';
import { domainEvents } from '../carriage/domain-events.js';

describe('what the workers on DOMAIN_EVENTS know a fact as', () => {
  it('is the sign-up of a funnel when somebody registers', () => {
    const about = { id: 'f1', occurredAt: '2026-06-01T10:00:00.000Z' };
    const fields = { userId: 'u1', username: 'ada', displayName: 'Ada', source: 'password' } as const;
    expect(domainEvents.sign_up?.(fields, about)).toEqual({
      type: 'funnel:signup',
      payload: { userId: 'u1', source: 'password', at: about.occurredAt },
      idempotencyKey: 'funnel_signup:u1',
    });
  });
});

import type { Translations } from '@boardwalk/bullmq';

/**
 * What the workers on the queue DOMAIN_EVENTS know a fact as, by the name in its contract's tag `@track`. One that is not named
 * here goes by its wire type and its id.
 */
export const domainEvents: Translations = {
  sign_up: ({ userId, source }, { occurredAt }) => ({
    type: 'funnel:signup',
    payload: { userId, source, at: occurredAt },
    idempotencyKey: `funnel_signup:${userId}`,
  }),
};

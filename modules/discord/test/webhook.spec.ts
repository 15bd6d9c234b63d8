import { describe, expect, it } from 'vitest';
import { WebhookAddress } from '../domain/webhook-address.js';
import { WebhookDisabled, WebhookRegistered, WebhookRemoved } from '../domain/webhook.events.js';
import { Webhook } from '../domain/webhook.js';
import { noon } from './facts.js';

const address = WebhookAddress.parse(
  'https://discord.com/api/webhooks/1098765432109876543/a-token_0123456789',
);
const registered = () => Webhook.register('w-1', 'u-ada', address, noon);
const later = new Date(noon.getTime() + 1_000);

describe('a webhook', () => {
  it('is registered, in use', () => {
    const webhook = registered();
    expect(webhook.state).toMatchObject({ ownerUserId: 'u-ada', disabled: null, removed: false });
    expect(webhook.domainEvents).toEqual([new WebhookRegistered(noon, 'w-1', 'u-ada')]);
  });

  it('is disabled once, for the first reason', () => {
    const webhook = registered();
    webhook.clearEvents();
    webhook.disable('gone', later);
    webhook.disable('gone again', later);
    expect(webhook.state.disabled).toEqual({ at: later, because: 'gone' });
    expect(webhook.domainEvents).toEqual([new WebhookDisabled(later, 'w-1', 'u-ada', 'gone')]);
  });

  it('is removed', () => {
    const webhook = registered();
    webhook.clearEvents();
    webhook.remove(later);
    expect(webhook.state.removed).toBe(true);
    expect(webhook.domainEvents).toEqual([new WebhookRemoved(later, 'w-1', 'u-ada')]);
  });
});

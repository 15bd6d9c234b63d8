import { DomainEvents, SystemClock, SystemIds } from '@boardwalk/domain';
import { type Fact, WebhookDisabledIntegrationEvent } from '@boardwalk/integration-events';
import { FactStamper } from '@boardwalk/observability';
import { EventBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import {
  type DiscordEvent,
  WebhookDisabled,
  WebhookRegistered,
  WebhookRemoved,
} from '../domain/webhook.events.js';
import { DiscordPublisher } from '../presentation/publishers/discord.publisher.js';
import { noon } from './facts.js';

const clock = new SystemClock();

/** What the publisher makes of one private event. */
function published(event: DiscordEvent): Fact[] {
  const facts: Fact[] = [];
  const bus = { publish: (fact: Fact) => void facts.push(fact) } as unknown as EventBus;
  const callbacks = new Map<string, (event: DiscordEvent, origin: { sequence: string }) => void>();
  const events = {
    register: (callback: (event: DiscordEvent) => void, kind: string) => callbacks.set(kind, callback),
  } as unknown as DomainEvents;
  new DiscordPublisher(
    bus,
    events,
    new FactStamper(clock, new SystemIds(clock), 'in_process'),
  ).onModuleInit();
  callbacks.get(event.kind)?.(event, { sequence: '1.0' });
  return facts;
}

describe('DiscordPublisher', () => {
  it('publishes that a webhook is gone, whose it was and why, at the time it happened', () => {
    const [fact] = published(new WebhookDisabled(noon, 'w-1', 'u-ada', 'gone'));
    expect(fact).toEqual(
      new WebhookDisabledIntegrationEvent({ webhookId: 'w-1', ownerUserId: 'u-ada', reason: 'gone' }),
    );
    expect(fact?.metadata.occurredAt).toBe(noon.toISOString());
  });

  it('keeps to itself what people register and remove', () => {
    expect(published(new WebhookRegistered(noon, 'w-1', 'u-ada'))).toEqual([]);
    expect(published(new WebhookRemoved(noon, 'w-1', 'u-ada'))).toEqual([]);
  });
});

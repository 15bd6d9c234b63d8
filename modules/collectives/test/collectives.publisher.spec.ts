import { DomainEvents, SystemClock, SystemIds } from '@boardwalk/domain';
import {
  CollectiveCreatedIntegrationEvent,
  type Fact,
  InviteAcceptedIntegrationEvent,
  InviteSentIntegrationEvent,
  MemberJoinedIntegrationEvent,
  MemberRemovedIntegrationEvent,
} from '@boardwalk/integration-events';
import { FactStamper } from '@boardwalk/observability';
import { EventBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import {
  CollectiveFounded,
  type CollectivesEvent,
  InviteAccepted,
  InviteSent,
  MemberJoined,
  MemberRemoved,
} from '../domain/collective.events.js';
import { CollectivesPublisher } from '../presentation/publishers/collectives.publisher.js';
import { noon } from './tide-pool.js';

const clock = new SystemClock();

/** What the publisher makes of one private event. */
function published(event: CollectivesEvent): Fact[] {
  const facts: Fact[] = [];
  const bus = { publish: (fact: Fact) => void facts.push(fact) } as unknown as EventBus;
  const callbacks = new Map<string, (event: CollectivesEvent, origin: { sequence: string }) => void>();
  const events = {
    register: (callback: (event: CollectivesEvent) => void, kind: string) => callbacks.set(kind, callback),
  } as unknown as DomainEvents;
  new CollectivesPublisher(
    bus,
    events,
    new FactStamper(clock, new SystemIds(clock), 'in_process'),
  ).onModuleInit();
  callbacks.get(event.kind)?.(event, { sequence: '1.0' });
  return facts;
}

const of = { collectiveId: 'c-1', slug: 'tide-pool' };

describe('CollectivesPublisher', () => {
  it('publishes a founding at the time it happened', () => {
    const [fact] = published(
      new CollectiveFounded(noon, 'c-1', 'tide-pool', 'Tide Pool', false, 'u-ada', 'ada'),
    );
    expect(fact).toEqual(
      new CollectiveCreatedIntegrationEvent({
        ...of,
        name: 'Tide Pool',
        createdByUserId: 'u-ada',
        createdByUsername: 'ada',
      }),
    );
    expect(Object.keys(fact ?? {})).not.toContain('personal');
    expect(fact?.metadata.occurredAt).toBe(noon.toISOString());
  });

  it('says that a collective is personal', () => {
    const [fact] = published(new CollectiveFounded(noon, 'c-1', 'ada', 'Ada', true, 'u-ada', 'ada'));
    expect(fact).toMatchObject({ personal: true });
  });

  it('publishes who joined', () => {
    expect(published(new MemberJoined(noon, 'c-1', 'tide-pool', 'u-grace', 'grace', 'admin'))).toEqual([
      new MemberJoinedIntegrationEvent({ ...of, userId: 'u-grace', username: 'grace', role: 'admin' }),
    ]);
  });

  it('publishes who was removed, with everything that is no longer stored', () => {
    expect(
      published(new MemberRemoved(noon, 'c-1', 'tide-pool', 'u-grace', 'grace', 'admin', 'u-ada', 'removed')),
    ).toEqual([
      new MemberRemovedIntegrationEvent({
        ...of,
        userId: 'u-grace',
        username: 'grace',
        role: 'admin',
        removedByUserId: 'u-ada',
        reason: 'removed',
      }),
    ]);
  });

  it('publishes an invite with address and token', () => {
    expect(
      published(
        new InviteSent(
          noon,
          'c-1',
          'tide-pool',
          'i-1',
          'grace@example.org',
          'member',
          'u-ada',
          'secret',
          noon,
        ),
      ),
    ).toEqual([
      new InviteSentIntegrationEvent({
        ...of,
        inviteId: 'i-1',
        inviteeEmail: 'grace@example.org',
        role: 'member',
        invitedByUserId: 'u-ada',
        token: 'secret',
      }),
    ]);
  });

  it('publishes that an invite was accepted', () => {
    expect(
      published(new InviteAccepted(noon, 'c-1', 'tide-pool', 'i-1', 'u-grace', 'grace', 'member', 'u-ada')),
    ).toEqual([
      new InviteAcceptedIntegrationEvent({
        ...of,
        inviteId: 'i-1',
        userId: 'u-grace',
        username: 'grace',
        role: 'member',
        invitedByUserId: 'u-ada',
      }),
    ]);
  });
});

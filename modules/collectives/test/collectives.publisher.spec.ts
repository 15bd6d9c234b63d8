import { DomainEvents, SystemClock, SystemIds } from '@boardwalk/domain';
import {
  CollectiveCreatedIntegrationEvent,
  type Fact,
  InviteAcceptedIntegrationEvent,
  InviteSentIntegrationEvent,
  MemberJoinedIntegrationEvent,
  MemberRemovedIntegrationEvent,
  CollectiveDissolvedIntegrationEvent,
  CollectiveRenamedIntegrationEvent,
  InviteDeclinedIntegrationEvent,
  InviteExpiredIntegrationEvent,
  InviteRevokedIntegrationEvent,
  MemberRoleChangedIntegrationEvent,
  OwnershipTransferredIntegrationEvent,
  TokenCreatedIntegrationEvent,
  TokenRevokedIntegrationEvent,
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
  CollectiveDissolved,
  CollectiveRenamed,
  InviteDeclined,
  InviteExpired,
  InviteRevoked,
  MemberRoleChanged,
  OwnershipTransferred,
  TokenCreated,
  TokenRevoked,
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

  const renaming = ['c-1', 'tide-pool', 'reef', 'Tide Pool', 'Reef', 'u-ada'] as const;
  const ending = ['c-1', 'tide-pool', 'Tide Pool', 'u-ada', ['u-ada', 'u-grace']] as const;
  const renamed = {
    collectiveId: 'c-1',
    oldSlug: 'tide-pool',
    slug: 'reef',
    oldName: 'Tide Pool',
    name: 'Reef',
    renamedByUserId: 'u-ada',
  };
  const dissolved = {
    ...of,
    name: 'Tide Pool',
    dissolvedByUserId: 'u-ada',
    memberUserIds: ['u-ada', 'u-grace'],
  };
  const person = { userId: 'u-grace', username: 'grace' };

  it.each<[CollectivesEvent, Fact]>([
    [new CollectiveRenamed(noon, ...renaming, false), new CollectiveRenamedIntegrationEvent(renamed)],
    [
      new CollectiveRenamed(noon, ...renaming, true),
      new CollectiveRenamedIntegrationEvent({ ...renamed, personal: true }),
    ],
    [new CollectiveDissolved(noon, ...ending, false), new CollectiveDissolvedIntegrationEvent(dissolved)],
    [
      new CollectiveDissolved(noon, ...ending, true),
      new CollectiveDissolvedIntegrationEvent({ ...dissolved, personal: true }),
    ],
    [
      new MemberRoleChanged(noon, 'c-1', 'tide-pool', 'u-grace', 'grace', 'member', 'admin', 'u-ada'),
      new MemberRoleChangedIntegrationEvent({
        ...of,
        ...person,
        from: 'member',
        to: 'admin',
        changedByUserId: 'u-ada',
      }),
    ],
    [
      new OwnershipTransferred(noon, 'c-1', 'tide-pool', 'u-ada', 'ada', 'u-grace', 'grace'),
      new OwnershipTransferredIntegrationEvent({
        ...of,
        fromUserId: 'u-ada',
        fromUsername: 'ada',
        toUserId: 'u-grace',
        toUsername: 'grace',
      }),
    ],
    [
      new InviteDeclined(noon, 'c-1', 'tide-pool', 'i-1', 'u-grace', 'u-ada'),
      new InviteDeclinedIntegrationEvent({
        ...of,
        inviteId: 'i-1',
        userId: 'u-grace',
        invitedByUserId: 'u-ada',
      }),
    ],
    [
      new InviteRevoked(noon, 'c-1', 'tide-pool', 'i-1', 'u-ada'),
      new InviteRevokedIntegrationEvent({ ...of, inviteId: 'i-1', revokedByUserId: 'u-ada' }),
    ],
    [
      new InviteExpired(noon, 'c-1', 'tide-pool', 'i-1', 'u-ada'),
      new InviteExpiredIntegrationEvent({ ...of, inviteId: 'i-1', invitedByUserId: 'u-ada' }),
    ],
    [
      new TokenCreated(noon, 'c-1', 'tide-pool', 't-1', 'builds', ['extensions:write'], 'u-ada'),
      new TokenCreatedIntegrationEvent({
        ...of,
        tokenId: 't-1',
        name: 'builds',
        scopes: ['extensions:write'],
        createdByUserId: 'u-ada',
      }),
    ],
    [
      new TokenRevoked(noon, 'c-1', 'tide-pool', 't-1', 'u-ada'),
      new TokenRevokedIntegrationEvent({ ...of, tokenId: 't-1', revokedByUserId: 'u-ada' }),
    ],
  ])('publishes $kind, and no field more', (event, fact) => {
    const [told, ...others] = published(event);
    expect(others).toEqual([]);
    expect(told).toStrictEqual(fact);
  });
});

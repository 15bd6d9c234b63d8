import {
  CollectiveCreatedIntegrationEvent,
  MemberJoinedIntegrationEvent,
  MemberRemovedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { CommandBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { GrantPublishing } from '../application/grant-publishing.js';
import { membershipsSubscription } from '../application/memberships.js';
import { RecordCollective } from '../application/record-collective.js';
import { RecordPerson } from '../application/record-person.js';
import { WithdrawPublishing } from '../application/withdraw-publishing.js';
import { CollectiveCreatedConsumer } from '../presentation/consumers/collective-created.consumer.js';
import { MemberJoinedConsumer } from '../presentation/consumers/member-joined.consumer.js';
import { MemberRemovedConsumer } from '../presentation/consumers/member-removed.consumer.js';
import { UserRegisteredConsumer } from '../presentation/consumers/user-registered.consumer.js';

// Translations are pure: the bus is only there because a consumer cannot be made without one.
const bus: CommandBus = Object.create(CommandBus.prototype);
const collective = { collectiveId: 'c-1', slug: 'tide-pool' };
const ada = { userId: 'u-ada', username: 'ada' };

describe('the consumers of extensions', () => {
  it('remember who has an account', () => {
    const fact = new UserRegisteredIntegrationEvent({ ...ada, displayName: 'Ada', source: 'import' });
    expect(new UserRegisteredConsumer(bus).toCommand(fact)).toEqual(new RecordPerson('u-ada', 'ada'));
  });

  it.each([
    [true, true],
    [undefined, false],
  ])('remember which collectives there are: personal %s is %s', (personal, recorded) => {
    const fact = new CollectiveCreatedIntegrationEvent({
      ...collective,
      name: 'Tide Pool',
      createdByUserId: 'u-ada',
      createdByUsername: 'ada',
      ...(personal && { personal }),
    });
    expect(new CollectiveCreatedConsumer(bus).toCommand(fact)).toEqual(
      new RecordCollective('c-1', 'tide-pool', recorded),
    );
  });

  it('let members publish, whatever their role', () => {
    const fact = new MemberJoinedIntegrationEvent({ ...collective, ...ada, role: 'member' });
    expect(new MemberJoinedConsumer(bus).toCommand(fact)).toEqual(new GrantPublishing('c-1', 'u-ada'));
  });

  it('let those who are no longer members publish no longer', () => {
    const fact = new MemberRemovedIntegrationEvent({
      ...collective,
      ...ada,
      role: 'member',
      removedByUserId: 'u-ada',
      reason: 'left',
    });
    expect(new MemberRemovedConsumer(bus).toCommand(fact)).toEqual(new WithdrawPublishing('c-1', 'u-ada'));
  });

  it('share the subscription whose progress the rules ask for', () => {
    for (const consumer of [
      UserRegisteredConsumer,
      CollectiveCreatedConsumer,
      MemberJoinedConsumer,
      MemberRemovedConsumer,
    ])
      expect(consumer.subscription).toBe(membershipsSubscription);
  });
});

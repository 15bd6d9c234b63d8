import {
  AccountDeletedIntegrationEvent,
  AccountReinstatedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  CollectiveCreatedIntegrationEvent,
  CollectiveDissolvedIntegrationEvent,
  CollectiveRenamedIntegrationEvent,
  MemberJoinedIntegrationEvent,
  MemberRemovedIntegrationEvent,
  MemberRoleChangedIntegrationEvent,
  ProfileVisibilityChangedIntegrationEvent,
  UsernameChangedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { CommandBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { ForgetPerson } from '../application/forget-person.js';
import { GrantPublishing } from '../application/grant-publishing.js';
import { membershipsSubscription } from '../application/memberships.js';
import { RecordCollective } from '../application/record-collective.js';
import { RecordCollectiveName } from '../application/record-collective-name.js';
import { RecordDissolution } from '../application/record-dissolution.js';
import { RecordPerson } from '../application/record-person.js';
import { RecordProfileVisibility } from '../application/record-profile-visibility.js';
import { RecordSuspension } from '../application/record-suspension.js';
import { RecordUsername } from '../application/record-username.js';
import { WithdrawPublishing } from '../application/withdraw-publishing.js';
import { AccountDeletedConsumer } from '../presentation/consumers/account-deleted.consumer.js';
import { AccountReinstatedConsumer } from '../presentation/consumers/account-reinstated.consumer.js';
import { AccountSuspendedConsumer } from '../presentation/consumers/account-suspended.consumer.js';
import { CollectiveCreatedConsumer } from '../presentation/consumers/collective-created.consumer.js';
import { CollectiveDissolvedConsumer } from '../presentation/consumers/collective-dissolved.consumer.js';
import { CollectiveRenamedConsumer } from '../presentation/consumers/collective-renamed.consumer.js';
import { consumers } from '../presentation/consumers/consumers.js';
import { MemberJoinedConsumer } from '../presentation/consumers/member-joined.consumer.js';
import { MemberRemovedConsumer } from '../presentation/consumers/member-removed.consumer.js';
import { MemberRoleChangedConsumer } from '../presentation/consumers/member-role-changed.consumer.js';
import { ProfileVisibilityChangedConsumer } from '../presentation/consumers/profile-visibility-changed.consumer.js';
import { UsernameChangedConsumer } from '../presentation/consumers/username-changed.consumer.js';
import { UserRegisteredConsumer } from '../presentation/consumers/user-registered.consumer.js';

// Translations are pure: the bus is only there because a consumer cannot be made without one.
const bus: CommandBus = Object.create(CommandBus.prototype);
const collective = { collectiveId: 'c-1', slug: 'tide-pool' };
const ada = { userId: 'u-ada', username: 'ada' };

describe('the consumers of extensions', () => {
  it('remember who has an account', () => {
    const fact = new UserRegisteredIntegrationEvent({ ...ada, displayName: 'Ada', source: 'import' });
    expect(new UserRegisteredConsumer(bus).toCommand(fact)).toEqual(new RecordPerson('u-ada', 'ada', true));
    const hidden = new UserRegisteredIntegrationEvent({
      ...{ ...ada, displayName: 'Ada', source: 'import', isPublic: false },
    });
    expect(new UserRegisteredConsumer(bus).toCommand(hidden).isPublic).toBe(false);
  });

  it('remember who may be found by others', () => {
    const { userId } = ada;
    const hidden = new ProfileVisibilityChangedIntegrationEvent({ userId, isPublic: false });
    expect(new ProfileVisibilityChangedConsumer(bus).toCommand(hidden)).toEqual(
      new RecordProfileVisibility(userId, false),
    );
    const suspended = new AccountSuspendedIntegrationEvent({ userId, reason: 'spam' });
    expect(new AccountSuspendedConsumer(bus).toCommand(suspended)).toEqual(
      new RecordSuspension(userId, true),
    );
    const back = new AccountReinstatedIntegrationEvent({ userId });
    expect(new AccountReinstatedConsumer(bus).toCommand(back)).toEqual(new RecordSuspension(userId, false));
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

  it.each(['owner', 'admin', 'member'] as const)('let members publish, and remember %ss', (role) => {
    const fact = new MemberJoinedIntegrationEvent({ ...collective, ...ada, role });
    expect(new MemberJoinedConsumer(bus).toCommand(fact)).toEqual(new GrantPublishing('c-1', 'u-ada', role));
  });

  it('remember the role that a member has now', () => {
    const roles = { from: 'member', to: 'admin', changedByUserId: 'u-grace' } as const;
    const fact = new MemberRoleChangedIntegrationEvent({ ...collective, ...ada, ...roles });
    expect(new MemberRoleChangedConsumer(bus).toCommand(fact)).toEqual(
      new GrantPublishing('c-1', 'u-ada', 'admin'),
    );
  });

  it('remember the name that a person goes by now', () => {
    const names = { oldUsername: 'ada', newUsername: 'lovelace' };
    const fact = new UsernameChangedIntegrationEvent({ userId: 'u-ada', ...names });
    expect(new UsernameChangedConsumer(bus).toCommand(fact)).toEqual(new RecordUsername('u-ada', 'lovelace'));
  });

  it('forget whoever deleted their account, at the time of the fact', () => {
    const occurredAt = '2026-06-01T12:00:00.000Z';
    const fact = Object.assign(new AccountDeletedIntegrationEvent({ userId: 'u-ada' }), {
      metadata: { occurredAt } as AccountDeletedIntegrationEvent['metadata'],
    });
    expect(new AccountDeletedConsumer(bus).toCommand(fact)).toEqual(
      new ForgetPerson('u-ada', new Date(occurredAt)),
    );
  });

  it('remember what a collective is called now, and was', () => {
    const fact = new CollectiveRenamedIntegrationEvent({
      ...{ collectiveId: 'c-1', oldSlug: 'tide-pool', slug: 'rock-pool' },
      ...{ oldName: 'Tide Pool', name: 'Rock Pool', renamedByUserId: 'u-ada' },
    });
    expect(new CollectiveRenamedConsumer(bus).toCommand(fact)).toEqual(
      new RecordCollectiveName('c-1', 'tide-pool', 'rock-pool'),
    );
  });

  it('remember that a collective is no more', () => {
    const fact = new CollectiveDissolvedIntegrationEvent({
      ...{ ...collective, name: 'Tide Pool', dissolvedByUserId: 'u-ada', memberUserIds: ['u-ada'] },
    });
    expect(new CollectiveDissolvedConsumer(bus).toCommand(fact)).toEqual(new RecordDissolution('c-1'));
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
    for (const consumer of consumers) expect(consumer.subscription).toBe(membershipsSubscription);
  });
});

import {
  AccountDeletedIntegrationEvent,
  BadgeAwardedIntegrationEvent,
  CollectiveCreatedIntegrationEvent,
  CollectiveDissolvedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  ExtensionDeprecatedIntegrationEvent,
  ExtensionPulledIntegrationEvent,
  ExtensionYankedIntegrationEvent,
  type Fact,
  InviteAcceptedIntegrationEvent,
  InviteDeclinedIntegrationEvent,
  InviteExpiredIntegrationEvent,
  MemberRemovedIntegrationEvent,
  MemberRoleChangedIntegrationEvent,
  NewDeviceSignedInIntegrationEvent,
  OwnershipTransferredIntegrationEvent,
  PasswordChangedIntegrationEvent,
  TierReachedIntegrationEvent,
  UsernameChangedIntegrationEvent,
  WebhookDisabledIntegrationEvent,
} from '@boardwalk/integration-events';
import type { BaseConsumer } from '@boardwalk/observability';
import type { CommandBus, ICommand } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { ConfirmAddress } from '../application/confirm-address.js';
import { ForgetPerson } from '../application/forget-person.js';
import { NotifyPerson } from '../application/notify-person.js';
import { RecordPull } from '../application/record-pull.js';
import { RenamePerson } from '../application/rename-person.js';
import { type Audience, NotifyAudience } from '../application/rounds.js';
import type { Notice } from '../domain/notice.js';
import { AccountDeletedConsumer } from '../presentation/consumers/notices/account-deleted.consumer.js';
import { BadgeAwardedConsumer } from '../presentation/consumers/notices/badge-awarded.consumer.js';
import { CollectiveCreatedConsumer } from '../presentation/consumers/notices/collective-created.consumer.js';
import { CollectiveDissolvedConsumer } from '../presentation/consumers/notices/collective-dissolved.consumer.js';
import { EmailVerifiedConsumer } from '../presentation/consumers/notices/email-verified.consumer.js';
import { ExtensionDeprecatedConsumer } from '../presentation/consumers/notices/extension-deprecated.consumer.js';
import { ExtensionPulledConsumer } from '../presentation/consumers/notices/extension-pulled.consumer.js';
import { ExtensionYankedConsumer } from '../presentation/consumers/notices/extension-yanked.consumer.js';
import { InviteAcceptedConsumer } from '../presentation/consumers/notices/invite-accepted.consumer.js';
import { InviteDeclinedConsumer } from '../presentation/consumers/notices/invite-declined.consumer.js';
import { InviteExpiredConsumer } from '../presentation/consumers/notices/invite-expired.consumer.js';
import { MemberRemovedConsumer } from '../presentation/consumers/notices/member-removed.consumer.js';
import { MemberRoleChangedConsumer } from '../presentation/consumers/notices/member-role-changed.consumer.js';
import { NewDeviceSignedInConsumer } from '../presentation/consumers/notices/new-device-signed-in.consumer.js';
import { OwnershipTransferredConsumer } from '../presentation/consumers/notices/ownership-transferred.consumer.js';
import { PasswordChangedConsumer } from '../presentation/consumers/notices/password-changed.consumer.js';
import { TierReachedConsumer } from '../presentation/consumers/notices/tier-reached.consumer.js';
import { UsernameChangedConsumer } from '../presentation/consumers/notices/username-changed.consumer.js';
import { WebhookDisabledConsumer } from '../presentation/consumers/notices/webhook-disabled.consumer.js';
import { metadata, noBus, noon, recorded } from './facts.js';

const { eventId } = metadata;
const collective = { collectiveId: 'c-1', slug: 'tide-pool' };
const extension = { extensionName: '@ada/wave', userId: 'u-ada', username: 'ada' };

/** What a consumer makes of a fact. */
function translated<F extends Fact>(
  consumer: new (bus: CommandBus) => BaseConsumer<F>,
  fact: F,
): ICommand | null {
  return new consumer(noBus).toCommand(recorded(fact));
}
const told = (notice: Notice, userId: string, actorUserId?: string) =>
  new NotifyPerson(
    { eventId, occurredAt: noon, notice, ...(actorUserId !== undefined && { actorUserId }) },
    userId,
  );
const toldAll = (notice: Notice, audience: Audience) =>
  new NotifyAudience({ eventId, occurredAt: noon, notice, audience });

describe('what a fact has to say to one person', () => {
  it.each<[string, ICommand | null, ICommand]>([
    [
      'that their password is another',
      translated(
        PasswordChangedConsumer,
        new PasswordChangedIntegrationEvent({ userId: 'u-ada', reason: 'reset' }),
      ),
      told({ type: 'password-changed', values: { reason: 'reset' } }, 'u-ada'),
    ],
    [
      'that a new device uses their account',
      translated(
        NewDeviceSignedInConsumer,
        new NewDeviceSignedInIntegrationEvent({ userId: 'u-ada', device: 'Firefox on Linux' }),
      ),
      told({ type: 'new-device', values: { device: 'Firefox on Linux' } }, 'u-ada'),
    ],
    [
      'that they founded a collective',
      translated(
        CollectiveCreatedConsumer,
        new CollectiveCreatedIntegrationEvent({
          ...collective,
          name: 'Tide Pool',
          createdByUserId: 'u-ada',
          createdByUsername: 'ada',
        }),
      ),
      told({ type: 'collective-created', values: { slug: 'tide-pool', name: 'Tide Pool' } }, 'u-ada'),
    ],
    [
      'that their invitation was accepted, and by whom',
      translated(
        InviteAcceptedConsumer,
        new InviteAcceptedIntegrationEvent({
          ...collective,
          inviteId: 'i-1',
          userId: 'u-grace',
          username: 'grace',
          role: 'member',
          invitedByUserId: 'u-ada',
        }),
      ),
      told({ type: 'invite-accepted', values: { slug: 'tide-pool' } }, 'u-ada', 'u-grace'),
    ],
    [
      'that their invitation was declined, and by whom',
      translated(
        InviteDeclinedConsumer,
        new InviteDeclinedIntegrationEvent({
          ...collective,
          inviteId: 'i-1',
          userId: 'u-grace',
          invitedByUserId: 'u-ada',
        }),
      ),
      told({ type: 'invite-declined', values: { slug: 'tide-pool' } }, 'u-ada', 'u-grace'),
    ],
    [
      'that their invitation was not answered',
      translated(
        InviteExpiredConsumer,
        new InviteExpiredIntegrationEvent({ ...collective, inviteId: 'i-1', invitedByUserId: 'u-ada' }),
      ),
      told({ type: 'invite-expired', values: { slug: 'tide-pool' } }, 'u-ada'),
    ],
    [
      'that they have another role',
      translated(
        MemberRoleChangedConsumer,
        new MemberRoleChangedIntegrationEvent({
          ...collective,
          userId: 'u-grace',
          username: 'grace',
          from: 'member',
          to: 'admin',
          changedByUserId: 'u-ada',
        }),
      ),
      told({ type: 'role-changed', values: { slug: 'tide-pool', role: 'admin' } }, 'u-grace'),
    ],
    [
      'that a collective is theirs, and by whom',
      translated(
        OwnershipTransferredConsumer,
        new OwnershipTransferredIntegrationEvent({
          ...collective,
          fromUserId: 'u-ada',
          fromUsername: 'ada',
          toUserId: 'u-grace',
          toUsername: 'grace',
        }),
      ),
      told({ type: 'ownership-received', values: { slug: 'tide-pool' } }, 'u-grace', 'u-ada'),
    ],
    [
      'that they were removed from a collective',
      translated(MemberRemovedConsumer, removal('removed')),
      told({ type: 'removed-from-collective', values: { slug: 'tide-pool' } }, 'u-grace'),
    ],
    [
      'that they earned a badge',
      translated(
        BadgeAwardedConsumer,
        new BadgeAwardedIntegrationEvent({
          userId: 'u-ada',
          username: 'ada',
          badgeId: 'founder',
          name: 'Founder',
          points: 100,
        }),
      ),
      told({ type: 'badge-awarded', values: { name: 'Founder', points: 100 } }, 'u-ada'),
    ],
    [
      'that they reached a tier',
      translated(
        TierReachedConsumer,
        new TierReachedIntegrationEvent({
          userId: 'u-ada',
          username: 'ada',
          from: 'Novice I',
          to: 'Novice II',
          total: 120,
        }),
      ),
      told({ type: 'tier-reached', values: { tier: 'Novice II', total: 120 } }, 'u-ada'),
    ],
    [
      'that their webhook was switched off',
      translated(
        WebhookDisabledConsumer,
        new WebhookDisabledIntegrationEvent({
          webhookId: 'w-1',
          ownerUserId: 'u-ada',
          reason: 'It is gone.',
        }),
      ),
      told({ type: 'webhook-disabled', values: { reason: 'It is gone.' } }, 'u-ada'),
    ],
  ])('%s', (_what, command, expected) => expect(command).toEqual(expected));

  function removal(reason: 'removed' | 'left' | 'account_deleted') {
    return new MemberRemovedIntegrationEvent({
      ...collective,
      userId: 'u-grace',
      username: 'grace',
      role: 'member',
      removedByUserId: 'u-ada',
      reason,
    });
  }

  it('is nothing when they did it themselves, or are gone', () => {
    expect(translated(MemberRemovedConsumer, removal('left'))).toBeNull();
    expect(translated(MemberRemovedConsumer, removal('account_deleted'))).toBeNull();
    const own = new MemberRoleChangedIntegrationEvent({
      ...collective,
      userId: 'u-ada',
      username: 'ada',
      from: 'owner',
      to: 'member',
      changedByUserId: 'u-ada',
    });
    expect(translated(MemberRoleChangedConsumer, own)).toBeNull();
  });

  it('is nothing about a personal collective', () => {
    const created = new CollectiveCreatedIntegrationEvent({
      ...collective,
      name: 'ada',
      createdByUserId: 'u-ada',
      createdByUsername: 'ada',
      personal: true,
    });
    expect(translated(CollectiveCreatedConsumer, created)).toBeNull();
    const dissolved = new CollectiveDissolvedIntegrationEvent({
      ...collective,
      name: 'ada',
      dissolvedByUserId: 'u-ada',
      memberUserIds: ['u-ada'],
      personal: true,
    });
    expect(translated(CollectiveDissolvedConsumer, dissolved)).toBeNull();
  });
});

describe('what a fact has to say to many', () => {
  it('is told to the members of a dissolved collective, but for who dissolved it', () => {
    const dissolved = new CollectiveDissolvedIntegrationEvent({
      ...collective,
      name: 'Tide Pool',
      dissolvedByUserId: 'u-ada',
      memberUserIds: ['u-ada', 'u-grace', 'u-hedy'],
    });
    expect(translated(CollectiveDissolvedConsumer, dissolved)).toEqual(
      toldAll(
        { type: 'collective-dissolved', values: { slug: 'tide-pool', name: 'Tide Pool' } },
        { kind: 'listed', userIds: ['u-grace', 'u-hedy'] },
      ),
    );
  });

  it.each(['public', 'private'] as const)('is told to those who pulled a %s extension', (visibility) => {
    const yanked = new ExtensionYankedIntegrationEvent({
      ...extension,
      version: '2026.06.01.1',
      reason: 'It leaks.',
      visibility,
    });
    expect(translated(ExtensionYankedConsumer, yanked)).toEqual(
      toldAll(
        {
          type: 'extension-yanked',
          values: { extensionName: '@ada/wave', version: '2026.06.01.1', reason: 'It leaks.' },
        },
        { kind: 'pullers', extensionName: '@ada/wave', version: '2026.06.01.1', except: 'u-ada' },
      ),
    );
    const deprecated = new ExtensionDeprecatedIntegrationEvent({
      ...extension,
      supersededBy: '@ada/surf',
      visibility,
    });
    expect(translated(ExtensionDeprecatedConsumer, deprecated)).toEqual(
      toldAll(
        {
          type: 'extension-deprecated',
          values: { extensionName: '@ada/wave', supersededBy: '@ada/surf' },
        },
        { kind: 'pullers', extensionName: '@ada/wave', except: 'u-ada' },
      ),
    );
  });
});

describe('what a fact tells of people', () => {
  it('is remembered, until the account is deleted', () => {
    expect(translated(EmailVerifiedConsumer, new EmailVerifiedIntegrationEvent({ userId: 'u-ada' }))).toEqual(
      new ConfirmAddress('u-ada'),
    );
    const renamed = new UsernameChangedIntegrationEvent({
      userId: 'u-ada',
      oldUsername: 'ada',
      newUsername: 'countess',
    });
    expect(translated(UsernameChangedConsumer, renamed)).toEqual(new RenamePerson('u-ada', 'countess'));
    expect(
      translated(AccountDeletedConsumer, new AccountDeletedIntegrationEvent({ userId: 'u-ada' })),
    ).toEqual(new ForgetPerson('u-ada'));
  });

  it('is who pulled what, unless they were not signed in', () => {
    const pull = {
      extensionName: '@ada/wave',
      version: '2026.06.01.1',
      authorUserId: 'u-ada',
      authorUsername: 'ada',
    };
    expect(
      translated(
        ExtensionPulledConsumer,
        new ExtensionPulledIntegrationEvent({ ...pull, pulledBy: 'u-grace' }),
      ),
    ).toEqual(new RecordPull('@ada/wave', '2026.06.01.1', 'u-grace', noon));
    expect(translated(ExtensionPulledConsumer, new ExtensionPulledIntegrationEvent(pull))).toBeNull();
  });
});

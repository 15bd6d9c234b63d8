import {
  AccountDeletedIntegrationEvent,
  AccountReinstatedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  BadgeAwardedIntegrationEvent,
  CollectiveCreatedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  ExtensionTakenDownIntegrationEvent,
  ExtensionYankedIntegrationEvent,
  ProfileVisibilityChangedIntegrationEvent,
  TierReachedIntegrationEvent,
  UsernameChangedIntegrationEvent,
  UserRegisteredIntegrationEvent,
  VisibilityChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { describe, expect, it } from 'vitest';
import { Announce } from '../application/announce.js';
import { ForgetPerson } from '../application/forget-person.js';
import { HidePerson } from '../application/hide-person.js';
import { RenamePerson } from '../application/rename-person.js';
import { ShowPerson } from '../application/show-person.js';
import { WithdrawExtension } from '../application/withdraw-extension.js';
import type { Announcement } from '../domain/announcement.js';
import { AccountDeletedConsumer } from '../presentation/consumers/account-deleted.consumer.js';
import { AccountReinstatedConsumer } from '../presentation/consumers/account-reinstated.consumer.js';
import { AccountSuspendedConsumer } from '../presentation/consumers/account-suspended.consumer.js';
import { BadgeAwardedConsumer } from '../presentation/consumers/badge-awarded.consumer.js';
import { CollectiveCreatedConsumer } from '../presentation/consumers/collective-created.consumer.js';
import { ExtensionPublishedConsumer } from '../presentation/consumers/extension-published.consumer.js';
import { consumers } from '../presentation/consumers/consumers.js';
import { ExtensionTakenDownConsumer } from '../presentation/consumers/extension-taken-down.consumer.js';
import { ExtensionYankedConsumer } from '../presentation/consumers/extension-yanked.consumer.js';
import { ProfileVisibilityChangedConsumer } from '../presentation/consumers/profile-visibility-changed.consumer.js';
import { TierReachedConsumer } from '../presentation/consumers/tier-reached.consumer.js';
import { UserRegisteredConsumer } from '../presentation/consumers/user-registered.consumer.js';
import { UsernameChangedConsumer } from '../presentation/consumers/username-changed.consumer.js';
import { VisibilityChangedConsumer } from '../presentation/consumers/visibility-changed.consumer.js';
import { metadata, noBus, noon, recorded } from './facts.js';

const announced = (announcement: Announcement) => new Announce(metadata.eventId, noon, 'u-ada', announcement);

describe('UserRegisteredConsumer', () => {
  const consumer = new UserRegisteredConsumer(noBus);
  const fields = { userId: 'u-ada', username: 'ada', displayName: 'Ada', source: 'password' } as const;
  const command = (changed: object) =>
    consumer.toCommand(recorded(new UserRegisteredIntegrationEvent({ ...fields, ...changed })));

  it('announces a new member', () => {
    const member = announced({ kind: 'member', displayName: 'Ada', username: 'ada' });
    expect(command({})).toEqual(member);
    expect(command({ isPublic: true })).toEqual(member);
    expect(command({ source: 'oauth' })).toEqual(member);
  });

  it('remembers who keeps to themselves, also among imported people', () => {
    expect(command({ isPublic: false })).toEqual(new HidePerson('u-ada', 'private'));
    expect(command({ isPublic: false, source: 'import' })).toEqual(new HidePerson('u-ada', 'private'));
  });

  it('says nothing of people who were imported', () => {
    expect(command({ source: 'import' })).toBeNull();
  });
});

describe('CollectiveCreatedConsumer', () => {
  const consumer = new CollectiveCreatedConsumer(noBus);
  const fields = {
    collectiveId: 'c-1',
    slug: 'tide-pool',
    name: 'Tide Pool',
    createdByUserId: 'u-ada',
    createdByUsername: 'ada',
  };

  it('announces a collective', () => {
    expect(consumer.toCommand(recorded(new CollectiveCreatedIntegrationEvent(fields)))).toEqual(
      announced({ kind: 'collective', name: 'Tide Pool', slug: 'tide-pool', founder: 'ada' }),
    );
  });

  it('says nothing of personal ones', () => {
    const fact = recorded(new CollectiveCreatedIntegrationEvent({ ...fields, personal: true }));
    expect(consumer.toCommand(fact)).toBeNull();
  });
});

describe('ExtensionPublishedConsumer', () => {
  const consumer = new ExtensionPublishedConsumer(noBus);
  const fields = {
    extensionName: '@tide-pool/gull',
    version: '2026.06.01.1',
    userId: 'u-ada',
    username: 'ada',
  };
  const command = (changed: object) =>
    consumer.toCommand(recorded(new ExtensionPublishedIntegrationEvent({ ...fields, ...changed })));
  const extension = {
    kind: 'extension',
    name: '@tide-pool/gull',
    version: '2026.06.01.1',
    author: 'ada',
  } as const;

  it('announces a version, and whether it is the first', () => {
    expect(command({})).toEqual(announced({ ...extension, first: false }));
    expect(command({ firstPublish: true, visibility: 'public' })).toEqual(
      announced({ ...extension, first: true }),
    );
  });

  it('says nothing of private extensions', () => {
    expect(command({ visibility: 'private' })).toBeNull();
  });
});

describe('TierReachedConsumer', () => {
  it('announces the tier', () => {
    const fact = new TierReachedIntegrationEvent({
      userId: 'u-ada',
      username: 'ada',
      from: 'Novice I',
      to: 'Novice II',
      total: 100,
    });
    expect(new TierReachedConsumer(noBus).toCommand(recorded(fact))).toEqual(
      announced({ kind: 'tier', username: 'ada', tier: 'Novice II' }),
    );
  });
});

describe('BadgeAwardedConsumer', () => {
  it('announces the badge', () => {
    const fact = new BadgeAwardedIntegrationEvent({
      userId: 'u-ada',
      username: 'ada',
      badgeId: 'first-publish',
      name: 'First Publish',
      points: 100,
    });
    expect(new BadgeAwardedConsumer(noBus).toCommand(recorded(fact))).toEqual(
      announced({ kind: 'badge', username: 'ada', badge: 'First Publish' }),
    );
  });
});

describe('what is heard of a person', () => {
  const person = { userId: 'u-ada' };

  it('hides or shows them with their profile', () => {
    const consumer = new ProfileVisibilityChangedConsumer(noBus);
    const command = (isPublic: boolean) =>
      consumer.toCommand(recorded(new ProfileVisibilityChangedIntegrationEvent({ ...person, isPublic })));
    expect(command(false)).toEqual(new HidePerson('u-ada', 'private'));
    expect(command(true)).toEqual(new ShowPerson('u-ada', 'private'));
  });

  it('hides them as long as they are suspended', () => {
    const suspended = new AccountSuspendedIntegrationEvent({ ...person, reason: 'spam' });
    expect(new AccountSuspendedConsumer(noBus).toCommand(recorded(suspended))).toEqual(
      new HidePerson('u-ada', 'suspended'),
    );
    const reinstated = new AccountReinstatedIntegrationEvent(person);
    expect(new AccountReinstatedConsumer(noBus).toCommand(recorded(reinstated))).toEqual(
      new ShowPerson('u-ada', 'suspended'),
    );
  });

  it('gives them another name, or lets them be forgotten', () => {
    const changed = new UsernameChangedIntegrationEvent({
      ...person,
      oldUsername: 'ada',
      newUsername: 'lady',
    });
    expect(new UsernameChangedConsumer(noBus).toCommand(recorded(changed))).toEqual(
      new RenamePerson('u-ada', 'lady'),
    );
    const deleted = new AccountDeletedIntegrationEvent(person);
    expect(new AccountDeletedConsumer(noBus).toCommand(recorded(deleted))).toEqual(new ForgetPerson('u-ada'));
  });
});

describe('what is heard of an extension', () => {
  const extensionName = '@tide-pool/gull';

  it('withdraws it when it becomes private, and says nothing when it becomes public', () => {
    const command = (visibility: 'public' | 'private') =>
      new VisibilityChangedConsumer(noBus).toCommand(
        recorded(
          new VisibilityChangedIntegrationEvent({
            extensionName,
            visibility,
            userId: 'u-ada',
            collectiveId: 'c-1',
          }),
        ),
      );
    expect(command('private')).toEqual(new WithdrawExtension(extensionName, undefined, 'private'));
    expect(command('public')).toBeNull();
  });

  it('withdraws what is yanked or taken down', () => {
    const yanked = { extensionName, userId: 'u-ada', username: 'ada', reason: 'broken' };
    const consumer = new ExtensionYankedConsumer(noBus);
    expect(
      consumer.toCommand(
        recorded(new ExtensionYankedIntegrationEvent({ ...yanked, version: '2026.06.01.1' })),
      ),
    ).toEqual(new WithdrawExtension(extensionName, '2026.06.01.1', 'yanked'));
    expect(consumer.toCommand(recorded(new ExtensionYankedIntegrationEvent(yanked)))).toEqual(
      new WithdrawExtension(extensionName, undefined, 'yanked'),
    );
    const down = new ExtensionTakenDownIntegrationEvent({
      extensionName,
      collectiveId: 'c-1',
      reason: 'malware',
    });
    expect(new ExtensionTakenDownConsumer(noBus).toCommand(recorded(down))).toEqual(
      new WithdrawExtension(extensionName, undefined, 'taken down'),
    );
  });
});

describe('the consumers of discord', () => {
  it('share one subscription, so that privacy is known before anything else about a person', () => {
    expect(consumers).toHaveLength(13);
    const subscriptions = consumers.map(
      (consumer) => (consumer as unknown as { subscription: string }).subscription,
    );
    expect(new Set(subscriptions)).toEqual(new Set(['discord.announcements']));
  });
});

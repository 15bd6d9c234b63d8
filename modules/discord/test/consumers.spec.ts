import {
  BadgeAwardedIntegrationEvent,
  CollectiveCreatedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  TierReachedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { describe, expect, it } from 'vitest';
import { Announce } from '../application/announce.js';
import { KeepPrivate } from '../application/keep-private.js';
import type { Announcement } from '../domain/announcement.js';
import { BadgeAwardedConsumer } from '../presentation/consumers/badge-awarded.consumer.js';
import { CollectiveCreatedConsumer } from '../presentation/consumers/collective-created.consumer.js';
import { ExtensionPublishedConsumer } from '../presentation/consumers/extension-published.consumer.js';
import { TierReachedConsumer } from '../presentation/consumers/tier-reached.consumer.js';
import { UserRegisteredConsumer } from '../presentation/consumers/user-registered.consumer.js';
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
    expect(command({ isPublic: false })).toEqual(new KeepPrivate('u-ada'));
    expect(command({ isPublic: false, source: 'import' })).toEqual(new KeepPrivate('u-ada'));
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

describe('the consumers of discord', () => {
  it('share one subscription, so that privacy is known before anything else about a person', () => {
    const classes = [
      UserRegisteredConsumer,
      CollectiveCreatedConsumer,
      ExtensionPublishedConsumer,
      TierReachedConsumer,
      BadgeAwardedConsumer,
    ];
    expect(new Set(classes.map(({ subscription }) => subscription))).toEqual(
      new Set(['discord.announcements']),
    );
  });
});

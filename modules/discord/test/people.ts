import {
  BadgeAwardedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  type Fields,
  TierReachedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';

/** Facts about people whose ids are `u-<username>`. */
export const registered = (username: string, changed: Partial<Fields<UserRegisteredIntegrationEvent>> = {}) =>
  new UserRegisteredIntegrationEvent({
    userId: `u-${username}`,
    username,
    displayName: username,
    source: 'password',
    ...changed,
  });

export const climbed = (username: string, to = 'Novice II') =>
  new TierReachedIntegrationEvent({ userId: `u-${username}`, username, from: 'Novice I', to, total: 100 });

export const awarded = (username: string) =>
  new BadgeAwardedIntegrationEvent({
    ...{ userId: `u-${username}`, username },
    ...{ badgeId: 'first-publish', name: 'First Publish', points: 100 },
  });

export const published = (
  version: string,
  changed: Partial<Fields<ExtensionPublishedIntegrationEvent>> = {},
) =>
  new ExtensionPublishedIntegrationEvent({
    ...{ extensionName: '@tide-pool/gull', version, userId: 'u-ada', username: 'ada' },
    ...changed,
  });

import type { Provider } from '@nestjs/common';
import { AccountDeletedConsumer } from './account-deleted.consumer.js';
import { AccountReinstatedConsumer } from './account-reinstated.consumer.js';
import { AccountSuspendedConsumer } from './account-suspended.consumer.js';
import { BadgeAwardedConsumer } from './badge-awarded.consumer.js';
import { CollectiveCreatedConsumer } from './collective-created.consumer.js';
import { ExtensionPublishedConsumer } from './extension-published.consumer.js';
import { ExtensionTakenDownConsumer } from './extension-taken-down.consumer.js';
import { ExtensionYankedConsumer } from './extension-yanked.consumer.js';
import { ProfileVisibilityChangedConsumer } from './profile-visibility-changed.consumer.js';
import { TierReachedConsumer } from './tier-reached.consumer.js';
import { UsernameChangedConsumer } from './username-changed.consumer.js';
import { UserRegisteredConsumer } from './user-registered.consumer.js';
import { VisibilityChangedConsumer } from './visibility-changed.consumer.js';

/** What is announced, and what keeps something from being announced: all of one subscription, so that neither overtakes the other. */
export const consumers: Provider[] = [
  UserRegisteredConsumer,
  CollectiveCreatedConsumer,
  ExtensionPublishedConsumer,
  TierReachedConsumer,
  BadgeAwardedConsumer,
  ProfileVisibilityChangedConsumer,
  UsernameChangedConsumer,
  AccountSuspendedConsumer,
  AccountReinstatedConsumer,
  AccountDeletedConsumer,
  VisibilityChangedConsumer,
  ExtensionYankedConsumer,
  ExtensionTakenDownConsumer,
];

import type { Provider } from '@nestjs/common';
import { AccountDeletedConsumer } from './account-deleted.consumer.js';
import { AccountReinstatedConsumer } from './account-reinstated.consumer.js';
import { AccountSuspendedConsumer } from './account-suspended.consumer.js';
import { EmailVerifiedConsumer } from './email-verified.consumer.js';
import { ExtensionPublishedConsumer } from './extension-published.consumer.js';
import { ExtensionRestoredConsumer } from './extension-restored.consumer.js';
import { ExtensionTakenDownConsumer } from './extension-taken-down.consumer.js';
import { ProfileVisibilityChangedConsumer } from './profile-visibility-changed.consumer.js';
import { UserRegisteredConsumer } from './user-registered.consumer.js';
import { UsernameChangedConsumer } from './username-changed.consumer.js';
import { VisibilityChangedConsumer } from './visibility-changed.consumer.js';

/** What this context learns from others. */
export const consumers: Provider[] = [
  UserRegisteredConsumer,
  EmailVerifiedConsumer,
  UsernameChangedConsumer,
  ProfileVisibilityChangedConsumer,
  AccountSuspendedConsumer,
  AccountReinstatedConsumer,
  AccountDeletedConsumer,
  ExtensionPublishedConsumer,
  VisibilityChangedConsumer,
  ExtensionTakenDownConsumer,
  ExtensionRestoredConsumer,
];

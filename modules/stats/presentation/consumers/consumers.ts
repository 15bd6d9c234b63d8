import type { Provider } from '@nestjs/common';
import { AccountDeletedConsumer } from './account-deleted.consumer.js';
import { AccountReinstatedConsumer } from './account-reinstated.consumer.js';
import { AccountSuspendedConsumer } from './account-suspended.consumer.js';
import { CollectiveCreatedConsumer } from './collective-created.consumer.js';
import { DailySignInConsumer } from './daily-sign-in.consumer.js';
import { EmailVerifiedConsumer } from './email-verified.consumer.js';
import { ExtensionPublishedConsumer } from './extension-published.consumer.js';
import { ExtensionPulledConsumer } from './extension-pulled.consumer.js';
import { InviteAcceptedConsumer } from './invite-accepted.consumer.js';
import { ProfileVisibilityChangedConsumer } from './profile-visibility-changed.consumer.js';
import { UserRegisteredConsumer } from './user-registered.consumer.js';
import { UsernameChangedConsumer } from './username-changed.consumer.js';

/** Everything this context listens to. */
export const consumers: Provider[] = [
  UserRegisteredConsumer,
  EmailVerifiedConsumer,
  DailySignInConsumer,
  CollectiveCreatedConsumer,
  InviteAcceptedConsumer,
  ExtensionPublishedConsumer,
  ExtensionPulledConsumer,
  UsernameChangedConsumer,
  ProfileVisibilityChangedConsumer,
  AccountSuspendedConsumer,
  AccountReinstatedConsumer,
  AccountDeletedConsumer,
];

import type { Provider } from '@nestjs/common';
import { AccountDeletedConsumer } from './account-deleted.consumer.js';
import { BadgeAwardedConsumer } from './badge-awarded.consumer.js';
import { CollectiveCreatedConsumer } from './collective-created.consumer.js';
import { CollectiveDissolvedConsumer } from './collective-dissolved.consumer.js';
import { EmailVerifiedConsumer } from './email-verified.consumer.js';
import { ExtensionDeprecatedConsumer } from './extension-deprecated.consumer.js';
import { ExtensionPulledConsumer } from './extension-pulled.consumer.js';
import { ExtensionYankedConsumer } from './extension-yanked.consumer.js';
import { InviteAcceptedConsumer } from './invite-accepted.consumer.js';
import { InviteDeclinedConsumer } from './invite-declined.consumer.js';
import { InviteExpiredConsumer } from './invite-expired.consumer.js';
import { InviteSentConsumer } from './invite-sent.consumer.js';
import { MemberRemovedConsumer } from './member-removed.consumer.js';
import { MemberRoleChangedConsumer } from './member-role-changed.consumer.js';
import { NewDeviceSignedInConsumer } from './new-device-signed-in.consumer.js';
import { OwnershipTransferredConsumer } from './ownership-transferred.consumer.js';
import { PasswordChangedConsumer } from './password-changed.consumer.js';
import { TierReachedConsumer } from './tier-reached.consumer.js';
import { UserRegisteredConsumer } from './user-registered.consumer.js';
import { UsernameChangedConsumer } from './username-changed.consumer.js';
import { WebhookDisabledConsumer } from './webhook-disabled.consumer.js';

/**
 * What draws the picture of people, and what reads it to tell them something, in the order of the log: they are one
 * subscription.
 */
export const noticeConsumers: Provider[] = [
  AccountDeletedConsumer,
  BadgeAwardedConsumer,
  CollectiveCreatedConsumer,
  CollectiveDissolvedConsumer,
  EmailVerifiedConsumer,
  ExtensionDeprecatedConsumer,
  ExtensionPulledConsumer,
  ExtensionYankedConsumer,
  InviteAcceptedConsumer,
  InviteDeclinedConsumer,
  InviteExpiredConsumer,
  InviteSentConsumer,
  MemberRemovedConsumer,
  MemberRoleChangedConsumer,
  NewDeviceSignedInConsumer,
  OwnershipTransferredConsumer,
  PasswordChangedConsumer,
  TierReachedConsumer,
  UserRegisteredConsumer,
  UsernameChangedConsumer,
  WebhookDisabledConsumer,
];

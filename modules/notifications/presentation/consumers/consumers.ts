import type { Provider } from '@nestjs/common';
import { AccountDeletedConsumer } from './account-deleted.consumer.js';
import { BadgeAwardedConsumer } from './badge-awarded.consumer.js';
import { ClientRegisteredConsumer } from './client-registered.consumer.js';
import { CollectiveCreatedConsumer } from './collective-created.consumer.js';
import { CollectiveDissolvedConsumer } from './collective-dissolved.consumer.js';
import { EmailVerificationRequestedConsumer } from './email-verification-requested.consumer.js';
import { EmailVerifiedConsumer } from './email-verified.consumer.js';
import { ExtensionDeprecatedConsumer } from './extension-deprecated.consumer.js';
import { ExtensionPulledConsumer } from './extension-pulled.consumer.js';
import { ExtensionYankedConsumer } from './extension-yanked.consumer.js';
import { InviteAcceptedConsumer } from './invite-accepted.consumer.js';
import { InviteDeclinedConsumer } from './invite-declined.consumer.js';
import { InviteExpiredConsumer } from './invite-expired.consumer.js';
import { InviteeConsumer, InviteSentConsumer } from './invite-sent.consumer.js';
import { MemberRemovedConsumer } from './member-removed.consumer.js';
import { MemberRoleChangedConsumer } from './member-role-changed.consumer.js';
import { NewDeviceSignedInConsumer } from './new-device-signed-in.consumer.js';
import { OwnershipTransferredConsumer } from './ownership-transferred.consumer.js';
import { PasswordChangedConsumer } from './password-changed.consumer.js';
import { PasswordResetRequestedConsumer } from './password-reset-requested.consumer.js';
import { TierReachedConsumer } from './tier-reached.consumer.js';
import { UsernameChangedConsumer } from './username-changed.consumer.js';
import { WebhookDisabledConsumer } from './webhook-disabled.consumer.js';
import { PersonRegisteredConsumer, UserRegisteredConsumer } from './user-registered.consumer.js';

/** Every fact that this context cares about. */
export const consumers: Provider[] = [
  UserRegisteredConsumer,
  PersonRegisteredConsumer,
  AccountDeletedConsumer,
  BadgeAwardedConsumer,
  ClientRegisteredConsumer,
  CollectiveCreatedConsumer,
  CollectiveDissolvedConsumer,
  EmailVerificationRequestedConsumer,
  EmailVerifiedConsumer,
  ExtensionDeprecatedConsumer,
  ExtensionPulledConsumer,
  ExtensionYankedConsumer,
  InviteAcceptedConsumer,
  InviteDeclinedConsumer,
  InviteExpiredConsumer,
  InviteSentConsumer,
  InviteeConsumer,
  MemberRemovedConsumer,
  MemberRoleChangedConsumer,
  NewDeviceSignedInConsumer,
  OwnershipTransferredConsumer,
  PasswordChangedConsumer,
  PasswordResetRequestedConsumer,
  TierReachedConsumer,
  UsernameChangedConsumer,
  WebhookDisabledConsumer,
];

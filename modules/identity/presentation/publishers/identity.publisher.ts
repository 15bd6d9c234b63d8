import {
  AccountDeletedIntegrationEvent,
  AccountReinstatedIntegrationEvent,
  AccountSuspendedIntegrationEvent,
  ApiKeyCreatedIntegrationEvent,
  ApiKeyRevokedIntegrationEvent,
  ClientRegisteredIntegrationEvent,
  DailySignInIntegrationEvent,
  EmailVerificationRequestedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  type Fields,
  NewDeviceSignedInIntegrationEvent,
  PasswordChangedIntegrationEvent,
  PasswordResetRequestedIntegrationEvent,
  ProfileCompletedIntegrationEvent,
  ProfileVisibilityChangedIntegrationEvent,
  UsernameChangedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { BasePublisher, keptPrivate, type Publishes } from '@boardwalk/observability';
import { Injectable } from '@nestjs/common';
import type { ApiKeyCreated, ApiKeyRevoked } from '../../domain/api-key.events.js';
import type { ClientRegistered } from '../../domain/client.events.js';
import type { EmailVerificationRequested } from '../../domain/email-verification.events.js';
import type { PasswordResetRequested } from '../../domain/password-reset.events.js';
import type {
  AccountDeleted,
  AccountReinstated,
  AccountSuspended,
  DailyVisitNoted,
  EmailVerified,
  IdentityEvent,
  NewDeviceNoticed,
  PasswordChanged,
  ProfileCompleted,
  ProfileVisibilityChanged,
  UsernameChanged,
  UserRegistered,
} from '../../domain/user.events.js';

@Injectable()
export class IdentityPublisher extends BasePublisher<IdentityEvent> {
  protected readonly publishes: Publishes<IdentityEvent> = {
    UserRegistered: (event) => this.publishUserRegistered(event),
    EmailVerificationRequested: (event) => this.publishEmailVerificationRequested(event),
    EmailVerified: (event) => this.publishEmailVerified(event),
    UsernameChanged: (event) => this.publishUsernameChanged(event),
    PasswordResetRequested: (event) => this.publishPasswordResetRequested(event),
    PasswordChanged: (event) => this.publishPasswordChanged(event),
    DailyVisitNoted: (event) => this.publishDailySignIn(event),
    NewDeviceNoticed: (event) => this.publishNewDeviceSignedIn(event),
    // What somebody says about themselves is read where it is kept.
    ProfileChanged: keptPrivate,
    ProfileCompleted: (event) => this.publishProfileCompleted(event),
    ProfileVisibilityChanged: (event) => this.publishProfileVisibilityChanged(event),
    AccountSuspended: (event) => this.publishAccountSuspended(event),
    AccountReinstated: (event) => this.publishAccountReinstated(event),
    AccountDeleted: (event) => this.publishAccountDeleted(event),
    ClientRegistered: (event) => this.publishClientRegistered(event),
    ApiKeyCreated: (event) => this.publishApiKeyCreated(event),
    ApiKeyRevoked: (event) => this.publishApiKeyRevoked(event),
  };

  publishUserRegistered({ userId, username, email, displayName, source }: UserRegistered): void {
    this.publish(
      new UserRegisteredIntegrationEvent({
        userId,
        username,
        ...(email !== null && ({ email } satisfies Partial<Fields<UserRegisteredIntegrationEvent>>)),
        displayName,
        source,
      }),
    );
  }

  publishEmailVerificationRequested({ userId, email, token }: EmailVerificationRequested): void {
    this.publish(new EmailVerificationRequestedIntegrationEvent({ userId, email, token }));
  }

  publishEmailVerified({ userId }: EmailVerified): void {
    this.publish(new EmailVerifiedIntegrationEvent({ userId }));
  }

  publishUsernameChanged({ userId, oldUsername, newUsername }: UsernameChanged): void {
    this.publish(new UsernameChangedIntegrationEvent({ userId, oldUsername, newUsername }));
  }

  publishPasswordResetRequested({ userId, email, token }: PasswordResetRequested): void {
    this.publish(new PasswordResetRequestedIntegrationEvent({ userId, email, token }));
  }

  publishPasswordChanged({ userId, reason }: PasswordChanged): void {
    this.publish(new PasswordChangedIntegrationEvent({ userId, reason }));
  }

  publishDailySignIn({ userId, username, date }: DailyVisitNoted): void {
    this.publish(new DailySignInIntegrationEvent({ userId, username, date }));
  }

  publishNewDeviceSignedIn({ userId, device }: NewDeviceNoticed): void {
    this.publish(new NewDeviceSignedInIntegrationEvent({ userId, device }));
  }

  publishProfileCompleted({ userId, username }: ProfileCompleted): void {
    this.publish(new ProfileCompletedIntegrationEvent({ userId, username }));
  }

  publishProfileVisibilityChanged({ userId, isPublic }: ProfileVisibilityChanged): void {
    this.publish(new ProfileVisibilityChangedIntegrationEvent({ userId, isPublic }));
  }

  publishAccountSuspended({ userId, reason }: AccountSuspended): void {
    this.publish(new AccountSuspendedIntegrationEvent({ userId, reason }));
  }

  publishAccountReinstated({ userId }: AccountReinstated): void {
    this.publish(new AccountReinstatedIntegrationEvent({ userId }));
  }

  publishAccountDeleted({ userId }: AccountDeleted): void {
    this.publish(new AccountDeletedIntegrationEvent({ userId }));
  }

  publishClientRegistered({ clientId, name, ownerUserId, ownerEmail }: ClientRegistered): void {
    this.publish(new ClientRegisteredIntegrationEvent({ clientId, name, ownerUserId, ownerEmail }));
  }

  publishApiKeyCreated({ ownerUserId: userId, apiKeyId, name, scopes }: ApiKeyCreated): void {
    this.publish(new ApiKeyCreatedIntegrationEvent({ userId, apiKeyId, name, scopes }));
  }

  publishApiKeyRevoked({ ownerUserId: userId, apiKeyId }: ApiKeyRevoked): void {
    this.publish(new ApiKeyRevokedIntegrationEvent({ userId, apiKeyId }));
  }
}

import {
  ApiKeyCreatedIntegrationEvent,
  ApiKeyRevokedIntegrationEvent,
  ClientRegisteredIntegrationEvent,
  EmailVerificationRequestedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  type Fields,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { BasePublisher, type Publishes } from '@boardwalk/observability';
import { Injectable } from '@nestjs/common';
import type { ApiKeyCreated, ApiKeyRevoked } from '../../domain/api-key.events.js';
import type { ClientRegistered } from '../../domain/client.events.js';
import type { EmailVerificationRequested } from '../../domain/email-verification.events.js';
import type { EmailVerified, IdentityEvent, UserRegistered } from '../../domain/user.events.js';

@Injectable()
export class IdentityPublisher extends BasePublisher<IdentityEvent> {
  protected readonly publishes: Publishes<IdentityEvent> = {
    UserRegistered: (event) => this.publishUserRegistered(event),
    EmailVerificationRequested: (event) => this.publishEmailVerificationRequested(event),
    EmailVerified: (event) => this.publishEmailVerified(event),
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

import {
  CollectiveCreatedIntegrationEvent,
  CollectiveDissolvedIntegrationEvent,
  CollectiveRenamedIntegrationEvent,
  type Fields,
  InviteAcceptedIntegrationEvent,
  InviteDeclinedIntegrationEvent,
  InviteExpiredIntegrationEvent,
  InviteRevokedIntegrationEvent,
  InviteSentIntegrationEvent,
  MemberJoinedIntegrationEvent,
  MemberRemovedIntegrationEvent,
  MemberRoleChangedIntegrationEvent,
  OwnershipTransferredIntegrationEvent,
  TokenCreatedIntegrationEvent,
  TokenRevokedIntegrationEvent,
} from '@boardwalk/integration-events';
import { BasePublisher, type Publishes } from '@boardwalk/observability';
import { Injectable } from '@nestjs/common';
import type {
  CollectiveDissolved,
  CollectiveFounded,
  CollectiveRenamed,
  CollectivesEvent,
  InviteAccepted,
  InviteDeclined,
  InviteExpired,
  InviteRevoked,
  InviteSent,
  MemberJoined,
  MemberRemoved,
  MemberRoleChanged,
  OwnershipTransferred,
  TokenCreated,
  TokenRevoked,
} from '../../domain/collective.events.js';

@Injectable()
export class CollectivesPublisher extends BasePublisher<CollectivesEvent> {
  protected readonly publishes: Publishes<CollectivesEvent> = {
    CollectiveFounded: (event) => this.publishCollectiveCreated(event),
    CollectiveRenamed: (event) => this.publishCollectiveRenamed(event),
    CollectiveDissolved: (event) => this.publishCollectiveDissolved(event),
    MemberJoined: (event) => this.publishMemberJoined(event),
    MemberRemoved: (event) => this.publishMemberRemoved(event),
    MemberRoleChanged: (event) => this.publishMemberRoleChanged(event),
    OwnershipTransferred: (event) => this.publishOwnershipTransferred(event),
    InviteSent: (event) => this.publishInviteSent(event),
    InviteAccepted: (event) => this.publishInviteAccepted(event),
    InviteDeclined: (event) => this.publishInviteDeclined(event),
    InviteRevoked: (event) => this.publishInviteRevoked(event),
    InviteExpired: (event) => this.publishInviteExpired(event),
    TokenCreated: (event) => this.publishTokenCreated(event),
    TokenRevoked: (event) => this.publishTokenRevoked(event),
  };

  publishCollectiveCreated(event: CollectiveFounded): void {
    this.publish(
      new CollectiveCreatedIntegrationEvent({
        collectiveId: event.collectiveId,
        slug: event.slug,
        name: event.name,
        createdByUserId: event.founderUserId,
        createdByUsername: event.founderUsername,
        ...(event.personal &&
          ({ personal: true } satisfies Partial<Fields<CollectiveCreatedIntegrationEvent>>)),
      }),
    );
  }

  publishMemberJoined(event: MemberJoined): void {
    const { collectiveId, slug, userId, username, role } = event;
    this.publish(new MemberJoinedIntegrationEvent({ collectiveId, slug, userId, username, role }));
  }

  publishMemberRemoved(event: MemberRemoved): void {
    const { collectiveId, slug, userId, username, role, removedByUserId, reason } = event;
    this.publish(
      new MemberRemovedIntegrationEvent({
        collectiveId,
        slug,
        userId,
        username,
        role,
        removedByUserId,
        reason,
      }),
    );
  }

  publishInviteSent(event: InviteSent): void {
    const { collectiveId, slug, inviteId, inviteeEmail, role, invitedByUserId, token } = event;
    this.publish(
      new InviteSentIntegrationEvent({
        collectiveId,
        slug,
        inviteId,
        inviteeEmail,
        role,
        invitedByUserId,
        token,
      }),
    );
  }

  publishInviteAccepted(event: InviteAccepted): void {
    const { collectiveId, slug, inviteId, userId, username, role, invitedByUserId } = event;
    this.publish(
      new InviteAcceptedIntegrationEvent({
        collectiveId,
        slug,
        inviteId,
        userId,
        username,
        role,
        invitedByUserId,
      }),
    );
  }

  publishCollectiveRenamed(event: CollectiveRenamed): void {
    const { collectiveId, oldSlug, slug, oldName, name, renamedByUserId } = event;
    this.publish(
      new CollectiveRenamedIntegrationEvent({
        collectiveId,
        oldSlug,
        slug,
        oldName,
        name,
        renamedByUserId,
        ...(event.personal &&
          ({ personal: true } satisfies Partial<Fields<CollectiveRenamedIntegrationEvent>>)),
      }),
    );
  }

  publishCollectiveDissolved(event: CollectiveDissolved): void {
    const { collectiveId, slug, name, dissolvedByUserId, memberUserIds } = event;
    this.publish(
      new CollectiveDissolvedIntegrationEvent({
        collectiveId,
        slug,
        name,
        dissolvedByUserId,
        memberUserIds,
        ...(event.personal &&
          ({ personal: true } satisfies Partial<Fields<CollectiveDissolvedIntegrationEvent>>)),
      }),
    );
  }

  publishMemberRoleChanged(event: MemberRoleChanged): void {
    const { collectiveId, slug, userId, username, from, to, changedByUserId } = event;
    this.publish(
      new MemberRoleChangedIntegrationEvent({
        collectiveId,
        slug,
        userId,
        username,
        from,
        to,
        changedByUserId,
      }),
    );
  }

  publishOwnershipTransferred(event: OwnershipTransferred): void {
    const { collectiveId, slug, fromUserId, fromUsername, toUserId, toUsername } = event;
    this.publish(
      new OwnershipTransferredIntegrationEvent({
        collectiveId,
        slug,
        fromUserId,
        fromUsername,
        toUserId,
        toUsername,
      }),
    );
  }

  publishInviteDeclined(event: InviteDeclined): void {
    const { collectiveId, slug, inviteId, userId, invitedByUserId } = event;
    this.publish(
      new InviteDeclinedIntegrationEvent({ collectiveId, slug, inviteId, userId, invitedByUserId }),
    );
  }

  publishInviteRevoked(event: InviteRevoked): void {
    const { collectiveId, slug, inviteId, revokedByUserId } = event;
    this.publish(new InviteRevokedIntegrationEvent({ collectiveId, slug, inviteId, revokedByUserId }));
  }

  publishInviteExpired(event: InviteExpired): void {
    const { collectiveId, slug, inviteId, invitedByUserId } = event;
    this.publish(new InviteExpiredIntegrationEvent({ collectiveId, slug, inviteId, invitedByUserId }));
  }

  publishTokenCreated(event: TokenCreated): void {
    const { collectiveId, slug, tokenId, name, scopes, createdByUserId } = event;
    this.publish(
      new TokenCreatedIntegrationEvent({ collectiveId, slug, tokenId, name, scopes, createdByUserId }),
    );
  }

  publishTokenRevoked(event: TokenRevoked): void {
    const { collectiveId, slug, tokenId, revokedByUserId } = event;
    this.publish(new TokenRevokedIntegrationEvent({ collectiveId, slug, tokenId, revokedByUserId }));
  }
}

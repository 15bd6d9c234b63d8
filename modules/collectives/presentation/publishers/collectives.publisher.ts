import {
  CollectiveCreatedIntegrationEvent,
  type Fields,
  InviteAcceptedIntegrationEvent,
  InviteSentIntegrationEvent,
  MemberJoinedIntegrationEvent,
  MemberRemovedIntegrationEvent,
} from '@boardwalk/integration-events';
import { BasePublisher, type Publishes } from '@boardwalk/observability';
import { Injectable } from '@nestjs/common';
import type {
  CollectiveFounded,
  CollectivesEvent,
  InviteAccepted,
  InviteSent,
  MemberJoined,
  MemberRemoved,
} from '../../domain/collective.events.js';

@Injectable()
export class CollectivesPublisher extends BasePublisher<CollectivesEvent> {
  protected readonly publishes: Publishes<CollectivesEvent> = {
    CollectiveFounded: (event) => this.publishCollectiveCreated(event),
    MemberJoined: (event) => this.publishMemberJoined(event),
    MemberRemoved: (event) => this.publishMemberRemoved(event),
    InviteSent: (event) => this.publishInviteSent(event),
    InviteAccepted: (event) => this.publishInviteAccepted(event),
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
}

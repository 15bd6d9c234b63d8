import { InviteSentIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { SendEmailNotificationCommand } from '../../application/send-email-notification.js';

@EventsHandler(InviteSentIntegrationEvent)
export class InviteSentConsumer extends BaseConsumer<InviteSentIntegrationEvent> {
  toCommand(event: InviteSentIntegrationEvent): SendEmailNotificationCommand<'collective-invite'> {
    const { inviteeEmail, slug, role, inviteId, token, metadata } = event;
    return new SendEmailNotificationCommand(
      metadata.eventId,
      new Date(metadata.occurredAt),
      inviteeEmail,
      'collective-invite',
      { slug, role, inviteId, token },
    );
  }
}

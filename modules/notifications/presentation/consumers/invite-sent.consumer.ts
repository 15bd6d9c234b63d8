import { InviteSentIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { SendEmailNotificationCommand } from '../../application/send-email-notification.js';

@EventsHandler(InviteSentIntegrationEvent)
export class InviteSentConsumer extends BaseConsumer<InviteSentIntegrationEvent> {
  toCommand(event: InviteSentIntegrationEvent): SendEmailNotificationCommand<'collective-invite'> {
    const { inviteeEmail, slug, role, inviteId, token, metadata } = event;
    const occurredAt = new Date(metadata.occurredAt);
    const template = { key: 'collective-invite', values: { slug, role, inviteId, token } } as const;
    return new SendEmailNotificationCommand(metadata.eventId, occurredAt, inviteeEmail, template);
  }
}

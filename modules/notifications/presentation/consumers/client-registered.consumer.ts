import { ClientRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { SendEmailNotificationCommand } from '../../application/send-email-notification.js';

@EventsHandler(ClientRegisteredIntegrationEvent)
export class ClientRegisteredConsumer extends BaseConsumer<ClientRegisteredIntegrationEvent> {
  toCommand(event: ClientRegisteredIntegrationEvent): SendEmailNotificationCommand<'client-registered'> {
    const { ownerUserId, ownerEmail, name: clientName, metadata } = event;
    const occurredAt = new Date(metadata.occurredAt);
    const template = { key: 'client-registered', values: { clientName } } as const;
    return new SendEmailNotificationCommand(metadata.eventId, occurredAt, ownerEmail, template, ownerUserId);
  }
}

import { ClientRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { SendEmailNotificationCommand } from '../../application/send-email-notification.js';

@EventsHandler(ClientRegisteredIntegrationEvent)
export class ClientRegisteredConsumer extends BaseConsumer<ClientRegisteredIntegrationEvent> {
  toCommand(event: ClientRegisteredIntegrationEvent): SendEmailNotificationCommand<'client-registered'> {
    const { ownerEmail, name: clientName, metadata } = event;
    return new SendEmailNotificationCommand(
      metadata.eventId,
      new Date(metadata.occurredAt),
      ownerEmail,
      'client-registered',
      { clientName },
    );
  }
}

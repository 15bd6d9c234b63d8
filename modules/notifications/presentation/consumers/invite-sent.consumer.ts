import { InviteSentIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NotifyInvitee } from '../../application/notify-invitee.js';
import { SendEmailNotificationCommand } from '../../application/send-email-notification.js';
import { toldBy } from './told-by.js';

/** Writes to the address that was invited. */
@EventsHandler(InviteSentIntegrationEvent)
export class InviteSentConsumer extends BaseConsumer<InviteSentIntegrationEvent> {
  toCommand(event: InviteSentIntegrationEvent): SendEmailNotificationCommand<'collective-invite'> {
    const { inviteeEmail, slug, role, inviteId, token, metadata } = event;
    const occurredAt = new Date(metadata.occurredAt);
    const template = { key: 'collective-invite', values: { slug, role, inviteId, token } } as const;
    return new SendEmailNotificationCommand(metadata.eventId, occurredAt, inviteeEmail, template);
  }
}

/** Tells whoever has proved that address. */
@EventsHandler(InviteSentIntegrationEvent)
export class InviteeConsumer extends BaseConsumer<InviteSentIntegrationEvent> {
  static readonly subscription = 'notifications.notices';

  toCommand({ inviteeEmail, slug, role, metadata }: InviteSentIntegrationEvent): NotifyInvitee {
    const notice = { type: 'invited', values: { slug, role } } as const;
    return new NotifyInvitee({ ...toldBy(metadata), notice }, inviteeEmail);
  }
}

import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { emailAddress } from '../domain/email-address.js';
import { EmailOutbox } from './email-outbox.js';
import { MailSettings } from './mail-settings.js';
import { composed, type TemplateKey, type TemplateValues } from './templates/templates.js';

export class SendEmailNotificationCommand<Key extends TemplateKey = TemplateKey> {
  constructor(
    readonly eventId: string,
    readonly occurredAt: Date,
    readonly to: string,
    readonly templateKey: Key,
    readonly values: TemplateValues[Key],
  ) {}
}

/** Promises the mail; it is sent when the transaction has committed. */
@CommandHandler(SendEmailNotificationCommand)
export class SendEmailNotificationHandler implements ICommandHandler<SendEmailNotificationCommand, void> {
  constructor(
    private readonly outbox: EmailOutbox,
    private readonly settings: MailSettings,
  ) {}

  execute({ eventId, occurredAt, to, templateKey, values }: SendEmailNotificationCommand): Promise<void> {
    const letter = composed(templateKey, values, this.settings);
    return this.outbox.add({ eventId, occurredAt, templateKey, to: emailAddress(to), ...letter });
  }
}

import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { emailAddress } from '../domain/email-address.js';
import { isSwitchable } from '../domain/mail-kind.js';
import { EmailOutbox } from './email-outbox.js';
import { Fingerprints } from './fingerprints.js';
import { MailSettings } from './mail-settings.js';
import { MutedKinds } from './muted-kinds.js';
import { People } from './people.js';
import { composed, kindOf, type TemplateCall, type TemplateKey } from './templates/templates.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';

export class SendEmailNotificationCommand<Key extends TemplateKey = TemplateKey> {
  constructor(
    readonly eventId: string,
    readonly occurredAt: Date,
    readonly to: string,
    readonly template: TemplateCall<Key>,
    /** Whose account the mail belongs to. Undefined for people who may have none. */
    readonly userId?: string,
  ) {}
}

/** Promises the mail; it is sent when the transaction has committed. Whoever reads mails at the address may have said no. */
@CommandHandler(SendEmailNotificationCommand)
export class SendEmailNotificationHandler implements ICommandHandler<SendEmailNotificationCommand, void> {
  constructor(
    private readonly outbox: EmailOutbox,
    private readonly people: People,
    private readonly muted: MutedKinds,
    private readonly links: UnsubscribeLinks,
    private readonly fingerprints: Fingerprints,
    private readonly settings: MailSettings,
  ) {}

  async execute(command: SendEmailNotificationCommand): Promise<void> {
    const { eventId, occurredAt, template, userId } = command;
    const to = emailAddress(command.to);
    if (userId !== undefined && (await this.people.held([userId])).get(userId)?.isGone === true) return;
    const kind = kindOf(template.key);
    const about = { eventId, occurredAt, templateKey: template.key, kind, to, userId };
    if (!isSwitchable(kind)) return this.outbox.add([{ ...about, ...composed(template, this.settings) }]);

    const reader = { addressFingerprint: this.fingerprints.ofAddress(to) };
    const account = await this.people.withProvedAddress(to);
    const muted = await this.muted.of(reader, ...(account === null ? [] : [{ userId: account.userId }]));
    if (muted.has(kind)) return;
    const unsubscribeUrl = this.links.urlFor({ subject: reader, kind });
    const letter = composed(template, this.settings, unsubscribeUrl);
    await this.outbox.add([{ ...about, ...letter, unsubscribeUrl }]);
  }
}

import { PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Sender } from './application/mail-settings.js';
import { SendEmailNotificationHandler } from './application/send-email-notification.js';
import { mailSettings, mailTransport, storage } from './infrastructure/adapters.js';
import { ClientRegisteredConsumer } from './presentation/consumers/client-registered.consumer.js';
import { EmailVerificationRequestedConsumer } from './presentation/consumers/email-verification-requested.consumer.js';
import { InviteSentConsumer } from './presentation/consumers/invite-sent.consumer.js';
import { UserRegisteredConsumer } from './presentation/consumers/user-registered.consumer.js';
import { MailLinksController } from './presentation/http/mail-links.controller.js';
import { MailController } from './presentation/http/mail.controller.js';

@Module({
  imports: [PersistenceModule.forContext('notifications', import.meta.url)],
  controllers: [MailController, MailLinksController],
  providers: [
    ...storage,
    SendEmailNotificationHandler,
    UserRegisteredConsumer,
    EmailVerificationRequestedConsumer,
    ClientRegisteredConsumer,
    InviteSentConsumer,
  ],
})
export class NotificationsModule {
  /**
   * @param options.publicUrl where people reach the program; the links in mails begin with it
   * @param options.smtpUrl mail server; without one mails are captured here and shown to operators
   * @param options.sender default: no-reply at the host of `publicUrl`
   */
  static forRoot(options: {
    readonly publicUrl: string;
    readonly smtpUrl?: string;
    readonly sender?: Sender;
  }): DynamicModule {
    const settings = mailSettings(options.publicUrl, options.sender);
    return { module: NotificationsModule, providers: [settings, mailTransport(options.smtpUrl)] };
  }
}

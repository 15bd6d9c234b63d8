import type { Type } from '@nestjs/common';
import { InboxController } from './inbox.controller.js';
import { MailLinksController } from './mail-links.controller.js';
import { MailController } from './mail.controller.js';
import { NotificationPreferencesController } from './notification-preferences.controller.js';
import { SuppressionsController } from './suppressions.controller.js';
import { UnsubscriptionsController } from './unsubscriptions.controller.js';

export const controllers: Type[] = [
  MailController,
  SuppressionsController,
  MailLinksController,
  UnsubscriptionsController,
  InboxController,
  NotificationPreferencesController,
];

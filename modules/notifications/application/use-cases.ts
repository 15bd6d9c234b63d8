import type { Provider } from '@nestjs/common';
import { ChangePreferencesHandler } from './change-preferences.js';
import { ConfirmAddressHandler } from './confirm-address.js';
import { ForgetPersonHandler } from './forget-person.js';
import { LiftSuppressionHandler } from './lift-suppression.js';
import { MarkReadHandler } from './mark-read.js';
import { Notices } from './notices.js';
import { NotifyInviteeHandler } from './notify-invitee.js';
import { NotifyPersonHandler } from './notify-person.js';
import { Preferences } from './preferences.js';
import { RecordPersonHandler } from './record-person.js';
import { RecordPullHandler } from './record-pull.js';
import { RenamePersonHandler } from './rename-person.js';
import { ReportBounceHandler } from './report-bounce.js';
import { ContinueRoundHandler, NotifyAudienceHandler } from './rounds.js';
import { SendEmailNotificationHandler } from './send-email-notification.js';
import { UnsubscribeHandler } from './unsubscribe.js';

/** Everything this context can be asked to do, and what several of these share. */
export const useCases: Provider[] = [
  Notices,
  Preferences,
  SendEmailNotificationHandler,
  RecordPersonHandler,
  ConfirmAddressHandler,
  RenamePersonHandler,
  ForgetPersonHandler,
  NotifyPersonHandler,
  NotifyInviteeHandler,
  NotifyAudienceHandler,
  ContinueRoundHandler,
  RecordPullHandler,
  MarkReadHandler,
  ChangePreferencesHandler,
  UnsubscribeHandler,
  ReportBounceHandler,
  LiftSuppressionHandler,
];

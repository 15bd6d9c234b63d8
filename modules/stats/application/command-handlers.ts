import type { Provider } from '@nestjs/common';
import { CreditAcceptedInviteHandler } from './credit-accepted-invite.js';
import { CreditDailySignInHandler } from './credit-daily-sign-in.js';
import { CreditFoundingHandler } from './credit-founding.js';
import { CreditPublicationHandler } from './credit-publication.js';
import { CreditPullHandler } from './credit-pull.js';
import { CreditSignUpHandler } from './credit-sign-up.js';
import { CreditVerifiedEmailHandler } from './credit-verified-email.js';
import { ForgetPersonHandler } from './forget-person.js';
import { ReinstatePersonHandler } from './reinstate-person.js';
import { RenamePersonHandler } from './rename-person.js';
import { ShowPersonHandler } from './show-person.js';
import { SuspendPersonHandler } from './suspend-person.js';

/** Everything this context can be asked to do. */
export const commandHandlers: Provider[] = [
  CreditSignUpHandler,
  CreditVerifiedEmailHandler,
  CreditDailySignInHandler,
  CreditFoundingHandler,
  CreditAcceptedInviteHandler,
  CreditPublicationHandler,
  CreditPullHandler,
  RenamePersonHandler,
  ShowPersonHandler,
  SuspendPersonHandler,
  ReinstatePersonHandler,
  ForgetPersonHandler,
];

import type { Provider } from '@nestjs/common';
import { AnnounceHandler } from './announce.js';
import { ForgetPersonHandler } from './forget-person.js';
import { HidePersonHandler } from './hide-person.js';
import { RegisterWebhookHandler } from './register-webhook.js';
import { RemoveWebhookHandler } from './remove-webhook.js';
import { RenamePersonHandler } from './rename-person.js';
import { ShowPersonHandler } from './show-person.js';
import { WithdrawExtensionHandler } from './withdraw-extension.js';

/** Everything this context can be asked to do. */
export const commandHandlers: Provider[] = [
  AnnounceHandler,
  HidePersonHandler,
  ShowPersonHandler,
  RenamePersonHandler,
  ForgetPersonHandler,
  WithdrawExtensionHandler,
  RegisterWebhookHandler,
  RemoveWebhookHandler,
];

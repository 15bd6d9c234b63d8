import { AccountDeletionsController } from './account-deletions.controller.js';
import { AccountsController } from './accounts.controller.js';
import { ApiKeysController } from './api-keys.controller.js';
import { AuthController } from './auth.controller.js';
import { ClientsController } from './clients.controller.js';
import { MeController } from './me.controller.js';
import { OauthController } from './oauth.controller.js';
import { PasswordResetsController } from './password-resets.controller.js';
import { ProfilesController } from './profiles.controller.js';
import { SessionsController } from './sessions.controller.js';
import { UsersController } from './users.controller.js';
import { UsersImportController } from './users-import.controller.js';

export const controllers = [
  UsersController,
  ProfilesController,
  UsersImportController,
  SessionsController,
  AuthController,
  OauthController,
  PasswordResetsController,
  MeController,
  ClientsController,
  ApiKeysController,
  AccountsController,
  AccountDeletionsController,
];

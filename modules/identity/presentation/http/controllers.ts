import { ApiKeysController } from './api-keys.controller.js';
import { AuthController } from './auth.controller.js';
import { ClientsController } from './clients.controller.js';
import { SessionsController } from './sessions.controller.js';
import { UsersController } from './users.controller.js';
import { UsersImportController } from './users-import.controller.js';

export const controllers = [
  UsersController,
  UsersImportController,
  SessionsController,
  AuthController,
  ClientsController,
  ApiKeysController,
];

import { CreateApiKeyHandler } from './create-api-key.js';
import { ImportUsersHandler } from './import-users.js';
import { NewKey } from './new-key.js';
import { RegisterClientHandler } from './register-client.js';
import { RegisterUserHandler } from './register-user.js';
import { RevokeApiKeyHandler } from './revoke-api-key.js';
import { SignIn } from './sign-in.js';
import { VerifyEmailHandler } from './verify-email.js';
import { WhenUserRegistered } from './when-user-registered.js';

/** What this context can do. */
export const useCases = [
  RegisterUserHandler,
  ImportUsersHandler,
  VerifyEmailHandler,
  RegisterClientHandler,
  CreateApiKeyHandler,
  RevokeApiKeyHandler,
  WhenUserRegistered,
  SignIn,
  NewKey,
];

import { ChangePasswordHandler } from './change-password.js';
import { CreateApiKeyHandler } from './create-api-key.js';
import { DeleteAccountHandler } from './delete-account.js';
import { DeleteApiKeyHandler } from './delete-api-key.js';
import { DeletionsInProgress } from './deletion-progress.js';
import { ImportUsersHandler } from './import-users.js';
import { IssueEmailVerificationHandler } from './issue-email-verification.js';
import { IssuePasswordResetHandler } from './issue-password-reset.js';
import { LiveSessions } from './live-sessions.js';
import { NewKey } from './new-key.js';
import { NewToken } from './new-token.js';
import { Reauthentication } from './reauthentication.js';
import { RecordAccountDeletionHandler } from './record-account-deletion.js';
import { RegisterClientHandler } from './register-client.js';
import { RegisterUserHandler } from './register-user.js';
import { ReinstateAccountHandler } from './reinstate-account.js';
import { RenameUserHandler } from './rename-user.js';
import { RequestPasswordResetHandler } from './request-password-reset.js';
import { ResendVerificationHandler } from './resend-verification.js';
import { ResetPasswordHandler } from './reset-password.js';
import { RevokeApiKeyHandler } from './revoke-api-key.js';
import { SignIn } from './sign-in.js';
import { SuspendAccountHandler } from './suspend-account.js';
import { UpdateProfileHandler } from './update-profile.js';
import { VerifyEmailHandler } from './verify-email.js';
import { WhenUserRegistered } from './when-user-registered.js';

/** What this context can do. */
export const useCases = [
  RegisterUserHandler,
  ImportUsersHandler,
  WhenUserRegistered,
  VerifyEmailHandler,
  ResendVerificationHandler,
  IssueEmailVerificationHandler,
  SignIn,
  Reauthentication,
  RequestPasswordResetHandler,
  IssuePasswordResetHandler,
  ResetPasswordHandler,
  ChangePasswordHandler,
  RenameUserHandler,
  UpdateProfileHandler,
  DeleteAccountHandler,
  RecordAccountDeletionHandler,
  DeletionsInProgress,
  SuspendAccountHandler,
  ReinstateAccountHandler,
  RegisterClientHandler,
  CreateApiKeyHandler,
  RevokeApiKeyHandler,
  DeleteApiKeyHandler,
  LiveSessions,
  NewKey,
  NewToken,
];

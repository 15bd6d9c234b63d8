import type { Provider } from '@nestjs/common';
import { AccountReads } from '../application/account-reads.js';
import { AuthEndpoint } from '../application/auth-endpoint.js';
import { Callers } from '../application/callers.js';
import { Credentials } from '../application/credentials.js';
import { Fingerprints } from '../application/fingerprints.js';
import { PasswordHasher } from '../application/password-hasher.js';
import { Sessions } from '../application/sessions.js';
import { SignInAttempts } from '../application/sign-in-attempts.js';
import { ApiKeyRepository } from '../domain/api-key.repository.js';
import { ClientRepository } from '../domain/client.repository.js';
import { EmailVerificationRepository } from '../domain/email-verification.repository.js';
import { UserRepository } from '../domain/user.repository.js';
import { BetterAuth } from './better-auth.js';
import { BetterAuthEndpoint } from './better-auth-endpoint.js';
import { BetterAuthSessions } from './better-auth-sessions.js';
import { PostgresAccountReads } from './postgres-account-reads.js';
import { PostgresApiKeyRepository } from './postgres-api-key.repository.js';
import { PostgresCallers } from './postgres-callers.js';
import { PostgresClientRepository } from './postgres-client.repository.js';
import { PostgresCredentials } from './postgres-credentials.js';
import { PostgresEmailVerificationRepository } from './postgres-email-verification.repository.js';
import { PostgresSignInAttempts } from './postgres-sign-in-attempts.js';
import { PostgresUserRepository } from './postgres-user.repository.js';
import { ScryptPasswordHasher } from './scrypt-password-hasher.js';
import { Sha256Fingerprints } from './sha256-fingerprints.js';
import { SignUpRoad } from './sign-up-road.js';

/** What stands behind each port of this context. */
export const adapters: Provider[] = [
  PostgresUserRepository,
  { provide: UserRepository, useExisting: PostgresUserRepository },
  { provide: EmailVerificationRepository, useClass: PostgresEmailVerificationRepository },
  { provide: ClientRepository, useClass: PostgresClientRepository },
  { provide: ApiKeyRepository, useClass: PostgresApiKeyRepository },
  { provide: Credentials, useClass: PostgresCredentials },
  { provide: SignInAttempts, useClass: PostgresSignInAttempts },
  { provide: AccountReads, useClass: PostgresAccountReads },
  { provide: Callers, useClass: PostgresCallers },
  { provide: PasswordHasher, useClass: ScryptPasswordHasher },
  { provide: Fingerprints, useClass: Sha256Fingerprints },
  SignUpRoad,
  BetterAuth,
  { provide: Sessions, useClass: BetterAuthSessions },
  { provide: AuthEndpoint, useClass: BetterAuthEndpoint },
];

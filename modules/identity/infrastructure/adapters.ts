import { KeyedFingerprints } from '@boardwalk/persistence';
import type { Provider } from '@nestjs/common';
import { AccountDeletions } from '../application/account-deletions.js';
import { AccountReads } from '../application/account-reads.js';
import { Addressees } from '../application/addressees.js';
import { Attempts } from '../application/attempts.js';
import { AuthEndpoint } from '../application/auth-endpoint.js';
import { Callers } from '../application/callers.js';
import { Credentials } from '../application/credentials.js';
import { Fingerprints } from '../application/fingerprints.js';
import { PasswordHasher } from '../application/password-hasher.js';
import { Profiles } from '../application/profiles.js';
import { Sessions } from '../application/sessions.js';
import { TokenMails } from '../application/token-mails.js';
import { ApiKeyRepository } from '../domain/api-key.repository.js';
import { ClientRepository } from '../domain/client.repository.js';
import { EmailVerificationRepository } from '../domain/email-verification.repository.js';
import { PasswordResetRepository } from '../domain/password-reset.repository.js';
import { UserRepository } from '../domain/user.repository.js';
import { Arrivals } from './arrivals.js';
import { BetterAuth } from './better-auth.js';
import { BetterAuthEndpoint } from './better-auth-endpoint.js';
import { BetterAuthSessions } from './better-auth-sessions.js';
import { DelayedTokenMails } from './delayed-token-mails.js';
import { IdentityOptions } from './identity-options.js';
import { IdentityRetention } from './identity-retention.js';
import { PostgresAccountDeletions } from './postgres-account-deletions.js';
import { PostgresAccountReads } from './postgres-account-reads.js';
import { PostgresAddressees } from './postgres-addressees.js';
import { PostgresApiKeyRepository } from './postgres-api-key.repository.js';
import { PostgresAttempts } from './postgres-attempts.js';
import { PostgresCallers } from './postgres-callers.js';
import { PostgresClientRepository } from './postgres-client.repository.js';
import { PostgresCredentials } from './postgres-credentials.js';
import { PostgresEmailVerificationRepository } from './postgres-email-verification.repository.js';
import { PostgresPasswordResetRepository } from './postgres-password-reset.repository.js';
import { PostgresProfiles } from './postgres-profiles.js';
import { PostgresUserRepository } from './postgres-user.repository.js';
import { ScryptPasswordHasher } from './scrypt-password-hasher.js';
import { Sha256Fingerprints } from './sha256-fingerprints.js';
import { SignUpRoad } from './sign-up-road.js';

/** What stands behind each port of this context. */
export const adapters: Provider[] = [
  {
    provide: KeyedFingerprints,
    useFactory: ({ secret }: IdentityOptions) => new KeyedFingerprints(secret, 'identity'),
    inject: [IdentityOptions],
  },
  IdentityRetention,
  PostgresUserRepository,
  { provide: UserRepository, useExisting: PostgresUserRepository },
  { provide: EmailVerificationRepository, useClass: PostgresEmailVerificationRepository },
  { provide: PasswordResetRepository, useClass: PostgresPasswordResetRepository },
  { provide: ClientRepository, useClass: PostgresClientRepository },
  { provide: ApiKeyRepository, useClass: PostgresApiKeyRepository },
  { provide: Credentials, useClass: PostgresCredentials },
  { provide: Attempts, useClass: PostgresAttempts },
  { provide: Addressees, useClass: PostgresAddressees },
  { provide: TokenMails, useClass: DelayedTokenMails },
  { provide: AccountReads, useClass: PostgresAccountReads },
  { provide: Profiles, useClass: PostgresProfiles },
  { provide: AccountDeletions, useClass: PostgresAccountDeletions },
  { provide: Callers, useClass: PostgresCallers },
  { provide: PasswordHasher, useClass: ScryptPasswordHasher },
  { provide: Fingerprints, useClass: Sha256Fingerprints },
  SignUpRoad,
  Arrivals,
  BetterAuth,
  { provide: Sessions, useClass: BetterAuthSessions },
  { provide: AuthEndpoint, useClass: BetterAuthEndpoint },
];

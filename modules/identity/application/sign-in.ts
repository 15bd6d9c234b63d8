import { Injectable } from '@nestjs/common';
import { sameForEveryone } from '../domain/user.js';
import { Attempts } from './attempts.js';
import { type Credential, Credentials, type Login } from './credentials.js';
import { PasswordHasher } from './password-hasher.js';
import { type OpenedSession, Sessions, type Visitor } from './sessions.js';

export type SignInResult =
  | { readonly outcome: 'signed-in'; readonly session: OpenedSession }
  /** One answer for an unknown login and for a wrong password. */
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'throttled'; readonly retryAfterSeconds: number };

/**
 * Opens a session for whoever knows the password. No command: checking a password is slow and would hold a transaction
 * open. Takes the same steps, and so the same time, whether the login is known or not.
 */
@Injectable()
export class SignIn {
  constructor(
    private readonly attempts: Attempts,
    private readonly credentials: Credentials,
    private readonly passwords: PasswordHasher,
    private readonly sessions: Sessions,
  ) {}

  /** @throws {AccountSuspendedError} to whoever knows the password of a suspended account */
  async signIn(login: Login, password: string, visitor: Visitor): Promise<SignInResult> {
    const retryAfterSeconds = await this.attempts.begin('sign-in', login, visitor.address);
    if (retryAfterSeconds !== null) return { outcome: 'throttled', retryAfterSeconds };
    const credential = await this.behind(login, password);
    if (credential === null) return { outcome: 'refused' };
    const session = await this.sessions.open(credential.userId, visitor, credential.passwordHash);
    if (session === null) return { outcome: 'refused' };
    await this.attempts.forgive('sign-in', login, visitor.address);
    return { outcome: 'signed-in', session };
  }

  private async behind(login: Login, password: string): Promise<Credential | null> {
    if ('username' in login)
      return this.matching(await this.credentials.ofUsername(login.username), password);
    // Both are asked always: otherwise the time would tell whether somebody has proved the address.
    const email = sameForEveryone(login.email);
    const holder = await this.matching(await this.credentials.ofHolder(email), password);
    const claimant = await this.matching(await this.credentials.ofLatestClaimant(email), password);
    return holder ?? claimant;
  }

  private async matching(credential: Credential | null, password: string): Promise<Credential | null> {
    const right = await this.passwords.verify(password, credential?.passwordHash ?? null);
    return right ? credential : null;
  }
}

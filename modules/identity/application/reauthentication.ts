import { Injectable } from '@nestjs/common';
import { WrongPasswordError } from '../domain/user.errors.js';
import { Attempts } from './attempts.js';
import { Credentials } from './credentials.js';
import { PasswordHasher } from './password-hasher.js';

export type Proof =
  | {
      readonly outcome: 'proved';
      /** What the password was compared with; the command looks whether it still is the password. */
      readonly passwordHash: string;
    }
  | { readonly outcome: 'throttled'; readonly retryAfterSeconds: number };

/**
 * Asks somebody who is signed in for the password once more, before what cannot be taken back. Counts as a try to sign in: a
 * stolen session must not be a place to guess in. No command: checking a password would hold a transaction open.
 */
@Injectable()
export class Reauthentication {
  constructor(
    private readonly attempts: Attempts,
    private readonly credentials: Credentials,
    private readonly passwords: PasswordHasher,
  ) {}

  /** @throws {WrongPasswordError} */
  async prove(
    person: { readonly userId: string; readonly username: string },
    password: string,
    address: string,
  ): Promise<Proof> {
    const login = { username: person.username };
    const retryAfterSeconds = await this.attempts.begin('sign-in', login, address);
    if (retryAfterSeconds !== null) return { outcome: 'throttled', retryAfterSeconds };
    const passwordHash = (await this.credentials.of(person.userId))?.passwordHash ?? null;
    const right = await this.passwords.verify(password, passwordHash);
    if (!right || passwordHash === null) throw new WrongPasswordError();
    await this.attempts.forgive('sign-in', login, address);
    return { outcome: 'proved', passwordHash };
  }
}

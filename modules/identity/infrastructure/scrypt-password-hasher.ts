import { Injectable } from '@nestjs/common';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { PasswordHasher } from '../application/password-hasher.js';

/** better-auth's own form, so that a password set on one road works on the other. */
@Injectable()
export class ScryptPasswordHasher extends PasswordHasher {
  hash(password: string): Promise<string> {
    return hashPassword(password);
  }

  async verify(password: string, hash: string | null): Promise<boolean> {
    if (hash !== null) return verifyPassword({ password, hash });
    await hashPassword(password);
    return false;
  }
}

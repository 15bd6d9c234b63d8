import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiKeyRepository } from '../domain/api-key.repository.js';
import { PasswordResetRepository } from '../domain/password-reset.repository.js';
import { UserRepository } from '../domain/user.repository.js';
import { Credentials } from './credentials.js';
import { Fingerprints } from './fingerprints.js';
import { Sessions } from './sessions.js';

/** Redeems the token that was mailed. Takes the new password as a hash: hashing is slow, and this runs in a transaction. */
export class ResetPassword {
  constructor(
    readonly token: string,
    readonly passwordHash: string,
  ) {}
}

@CommandHandler(ResetPassword)
export class ResetPasswordHandler implements ICommandHandler<ResetPassword> {
  constructor(
    private readonly resets: PasswordResetRepository,
    private readonly users: UserRepository,
    private readonly credentials: Credentials,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeyRepository,
    private readonly fingerprints: Fingerprints,
    private readonly clock: Clock,
  ) {}

  async execute({ token, passwordHash }: ResetPassword): Promise<void> {
    const now = this.clock.now();
    const reset = await this.resets.getByToken(this.fingerprints.of(token));
    const user = await this.users.get(reset.userId);
    reset.redeem(now, user.state.passwordChangedAt);
    await this.resets.save(reset);
    await this.credentials.replace(user.id, passwordHash);
    await this.sessions.endAllOf(user.id);
    // Whoever claimed the address before its owner came may have left ways in behind: accounts elsewhere, and keys.
    await this.credentials.forgetProviders(user.id);
    for (const apiKey of await this.apiKeys.everyOneInUse(user.id)) {
      apiKey.revoke(now);
      await this.apiKeys.save(apiKey);
    }
    user.changePassword('reset', now);
    await this.users.save(user);
  }
}

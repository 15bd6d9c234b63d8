import { Clock, PersonalData } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { limits } from '../domain/limits.js';
import { SessionTooOldError, WrongPasswordError } from '../domain/user.errors.js';
import { UserRepository } from '../domain/user.repository.js';
import { AccountDeletions } from './account-deletions.js';
import { Credentials } from './credentials.js';

/** The account and everything that is kept of its person here goes, and with it the key of what is personal in facts. */
export class DeleteAccount {
  constructor(
    readonly userId: string,
    /** What the password was compared with; null when none was given. */
    readonly provenHash: string | null,
    /** When the person signed in, for those who have no password. */
    readonly signedInAt: Date,
  ) {}
}

@CommandHandler(DeleteAccount)
export class DeleteAccountHandler implements ICommandHandler<DeleteAccount> {
  constructor(
    private readonly users: UserRepository,
    private readonly credentials: Credentials,
    private readonly personal: PersonalData,
    private readonly deletions: AccountDeletions,
    private readonly clock: Clock,
  ) {}

  async execute(command: DeleteAccount): Promise<void> {
    const { userId } = command;
    const now = this.clock.now();
    const user = await this.users.get(userId);
    await this.assertProved(command, now);
    user.delete(now);
    await this.deletions.begin(userId, now);
    // An address that was only claimed may be somebody else's.
    await this.personal.erase(userId, user.emailVerified && user.email !== null ? [user.email] : []);
    await this.users.remove(user);
  }

  private async assertProved({ userId, provenHash, signedInAt }: DeleteAccount, now: Date): Promise<void> {
    const credential = await this.credentials.of(userId);
    if (credential !== null && credential.passwordHash !== provenHash) throw new WrongPasswordError();
    if (credential === null && now.getTime() - signedInAt.getTime() >= limits.session.freshness)
      throw new SessionTooOldError();
  }
}

import { Clock, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PasswordReset } from '../domain/password-reset.js';
import { PasswordResetRepository } from '../domain/password-reset.repository.js';
import { UserRepository } from '../domain/user.repository.js';
import { NewToken } from './new-token.js';

/** Somebody is to get a token by which they can choose another password. */
export class IssuePasswordReset {
  constructor(
    /** Null when it was asked for by an address that is nobody's. */
    readonly userId: string | null,
  ) {}
}

@CommandHandler(IssuePasswordReset)
export class IssuePasswordResetHandler implements ICommandHandler<IssuePasswordReset> {
  constructor(
    private readonly users: UserRepository,
    private readonly resets: PasswordResetRepository,
    private readonly newToken: NewToken,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute({ userId }: IssuePasswordReset): Promise<void> {
    const user = userId === null ? null : await this.users.find(userId);
    if (user === null || user.email === null || user.state.suspendedAt !== null) return;
    const of = { id: this.ids.next(), userId: user.id, email: user.email };
    await this.resets.save(PasswordReset.request(of, this.newToken.draw(), this.clock.now()));
  }
}

import { Clock, Ids } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EmailVerification } from '../domain/email-verification.js';
import { EmailVerificationRepository } from '../domain/email-verification.repository.js';
import { UserRepository } from '../domain/user.repository.js';
import { NewToken } from './new-token.js';

/** Somebody is to get another token by which they can prove their address. */
export class IssueEmailVerification {
  constructor(
    /** Null when it was asked for by an address that nobody has still to prove. */
    readonly userId: string | null,
  ) {}
}

@CommandHandler(IssueEmailVerification)
export class IssueEmailVerificationHandler implements ICommandHandler<IssueEmailVerification> {
  constructor(
    private readonly users: UserRepository,
    private readonly verifications: EmailVerificationRepository,
    private readonly newToken: NewToken,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute({ userId }: IssueEmailVerification): Promise<void> {
    const user = userId === null ? null : await this.users.find(userId);
    if (user === null || user.email === null || user.emailVerified || user.state.suspendedAt !== null) return;
    const of = { id: this.ids.next(), userId: user.id, email: user.email };
    await this.verifications.save(EmailVerification.request(of, this.newToken.draw(), this.clock.now()));
  }
}

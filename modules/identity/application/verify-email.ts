import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EmailVerificationRepository } from '../domain/email-verification.repository.js';
import { UserRepository } from '../domain/user.repository.js';
import { Fingerprints } from './fingerprints.js';

export class VerifyEmail {
  constructor(readonly token: string) {}
}

@CommandHandler(VerifyEmail)
export class VerifyEmailHandler implements ICommandHandler<VerifyEmail> {
  constructor(
    private readonly verifications: EmailVerificationRepository,
    private readonly users: UserRepository,
    private readonly fingerprints: Fingerprints,
    private readonly clock: Clock,
  ) {}

  async execute({ token }: VerifyEmail): Promise<{ userId: string }> {
    const now = this.clock.now();
    const verification = await this.verifications.getByToken(this.fingerprints.of(token));
    verification.redeem(now);
    const user = await this.users.get(verification.userId);
    user.verifyEmail(now);
    await this.verifications.save(verification);
    await this.users.save(user);
    return { userId: user.id };
  }
}

import { Clock, Ids } from '@boardwalk/domain';
import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { EmailVerification } from '../domain/email-verification.js';
import { EmailVerificationRepository } from '../domain/email-verification.repository.js';
import { UserRegistered } from '../domain/user.events.js';
import { NewToken } from './new-token.js';

/** Whoever gave an address is asked to prove it, unless it is proved already. */
@EventsHandler(UserRegistered)
export class WhenUserRegistered implements IEventHandler<UserRegistered> {
  constructor(
    private readonly verifications: EmailVerificationRepository,
    private readonly newToken: NewToken,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async handle({ userId, email, emailVerified }: UserRegistered): Promise<void> {
    if (email === null || emailVerified) return;
    const of = { id: this.ids.next(), userId, email };
    await this.verifications.save(EmailVerification.request(of, this.newToken.draw(), this.clock.now()));
  }
}

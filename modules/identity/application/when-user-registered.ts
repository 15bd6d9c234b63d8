import { Clock, Ids } from '@boardwalk/domain';
import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { EmailVerification } from '../domain/email-verification.js';
import { EmailVerificationRepository } from '../domain/email-verification.repository.js';
import { UserRegistered } from '../domain/user.events.js';
import { Fingerprints } from './fingerprints.js';

/** Whoever gave an address is asked to prove it. */
@EventsHandler(UserRegistered)
export class WhenUserRegistered implements IEventHandler<UserRegistered> {
  constructor(
    private readonly verifications: EmailVerificationRepository,
    private readonly fingerprints: Fingerprints,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async handle({ userId, email }: UserRegistered): Promise<void> {
    if (email === null) return;
    const secret = this.ids.secret();
    await this.verifications.save(
      EmailVerification.request(
        { id: this.ids.next(), userId, email },
        { secret, fingerprint: this.fingerprints.of(secret) },
        this.clock.now(),
      ),
    );
  }
}

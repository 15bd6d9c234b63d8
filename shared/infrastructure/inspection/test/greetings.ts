import { DomainError } from '@boardwalk/domain';
import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { Injectable, Module } from '@nestjs/common';
import { CommandHandler, EventsHandler, type ICommandHandler } from '@nestjs/cqrs';

/** Whom to refuse, and how: a small context whose only consumer fails as a test wants it to. */
@Injectable()
export class Moods {
  /** Usernames whose greeting breaks and is tried again. */
  readonly broken = new Set<string>();
  /** Usernames whose greeting is refused for good. */
  readonly refused = new Set<string>();
  readonly greeted: string[] = [];
}

class Refused extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'refused';
}

class Greet {
  constructor(readonly username: string) {}
}

@CommandHandler(Greet)
class GreetHandler implements ICommandHandler<Greet> {
  constructor(private readonly moods: Moods) {}

  async execute({ username }: Greet): Promise<void> {
    if (this.moods.refused.has(username)) throw new Refused(`${username} is not greeted.`);
    if (this.moods.broken.has(username)) throw new Error(`${username} cannot be greeted now.`);
    this.moods.greeted.push(username);
  }
}

@EventsHandler(UserRegisteredIntegrationEvent)
class UserRegisteredConsumer extends BaseConsumer<UserRegisteredIntegrationEvent> {
  toCommand({ username }: UserRegisteredIntegrationEvent): Greet | null {
    return username === 'nobody' ? null : new Greet(username);
  }
}

@Module({ providers: [Moods, GreetHandler, UserRegisteredConsumer] })
export class GreetingsModule {}

export const subscription = 'greetings.user-registered';

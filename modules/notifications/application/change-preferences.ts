import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { switchableKinds } from '../domain/mail-kind.js';
import { EmailOutbox } from './email-outbox.js';
import { type Choice, Preferences } from './preferences.js';

/** A person decides which mails they get. */
export class ChangePreferences {
  constructor(
    readonly userId: string,
    readonly choice: Choice,
  ) {}
}

/** What waits to be sent and is not wanted any more is taken back. */
@CommandHandler(ChangePreferences)
export class ChangePreferencesHandler implements ICommandHandler<ChangePreferences, Choice> {
  constructor(
    private readonly preferences: Preferences,
    private readonly outbox: EmailOutbox,
  ) {}

  async execute({ userId, choice }: ChangePreferences): Promise<Choice> {
    await this.preferences.choose(userId, choice);
    for (const kind of switchableKinds) if (!choice[kind]) await this.outbox.takeBack({ userId }, kind);
    return this.preferences.of(userId);
  }
}

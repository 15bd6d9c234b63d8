import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SwitchableKind } from '../domain/mail-kind.js';
import { EmailOutbox } from './email-outbox.js';
import { MutedKinds } from './muted-kinds.js';
import { People } from './people.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';

/** Whoever has a mail switches off mails of its kind. Again changes nothing. */
export class Unsubscribe {
  constructor(readonly token: string) {}
}

@CommandHandler(Unsubscribe)
export class UnsubscribeHandler implements ICommandHandler<Unsubscribe, SwitchableKind> {
  constructor(
    private readonly links: UnsubscribeLinks,
    private readonly people: People,
    private readonly muted: MutedKinds,
    private readonly outbox: EmailOutbox,
  ) {}

  /** @throws {UnsubscribeLinkInvalidError} @throws {AccountDeletedError} */
  async execute({ token }: Unsubscribe): Promise<SwitchableKind> {
    const { subject, kind } = this.links.read(token);
    if ('userId' in subject) await this.people.hold(subject.userId);
    await this.muted.mute(subject, kind);
    await this.outbox.takeBack(subject, kind);
    return kind;
  }
}

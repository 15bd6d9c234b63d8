import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Inbox } from './inbox.js';

/** A person has seen a notice, or all that there are. */
export class MarkRead {
  constructor(
    readonly userId: string,
    /** Null for all of them. */
    readonly noticeId: string | null,
  ) {}
}

@CommandHandler(MarkRead)
export class MarkReadHandler implements ICommandHandler<MarkRead, void> {
  constructor(private readonly inbox: Inbox) {}

  /** @throws {NoticeNotFoundError} */
  execute({ userId, noticeId }: MarkRead): Promise<void> {
    return noticeId === null ? this.inbox.markAllRead(userId) : this.inbox.markRead(userId, noticeId);
  }
}

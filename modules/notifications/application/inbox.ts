import type { Notice, NoticeType } from '../domain/notice.js';

export { noticeTypes } from '../domain/notice.js';

export interface NewInboxRow {
  readonly userId: string;
  readonly notice: Notice;
  /** The fact. A person has one row of it and of a type. */
  readonly eventId: string;
  readonly occurredAt: Date;
  /** Whom the notice names. */
  readonly actorUserId?: string | undefined;
}

export interface InboxRow {
  readonly noticeId: string;
  readonly type: NoticeType;
  /** What it says, in one line, with the names that people go by now. */
  readonly line: string;
  readonly occurredAt: Date;
  readonly readAt: Date | null;
}

/** Where a page of an inbox ends. */
export interface InboxPlace {
  readonly occurredAt: Date;
  readonly noticeId: string;
}

/** What people are told in the product. Nobody sees another's. */
export abstract class Inbox {
  abstract add(rows: readonly NewInboxRow[]): Promise<void>;

  /** Newest first, from the one after `after`. */
  abstract page(
    userId: string,
    wanted: { readonly unreadOnly: boolean; readonly after: InboxPlace | undefined; readonly size: number },
  ): Promise<InboxRow[]>;
  abstract unread(userId: string): Promise<number>;

  /** @throws {NoticeNotFoundError} when the person has no such notice. One that is read stays as it is. */
  abstract markRead(userId: string, noticeId: string): Promise<void>;
  abstract markAllRead(userId: string): Promise<void>;

  /** A person's inbox is emptied. Others name them by their id, for which there is no name any more. */
  abstract forget(userId: string): Promise<void>;
}

/** A post as operators see it. */
export interface PostView {
  readonly postId: string;
  /** The fact that it announces, the first one if it is about several. */
  readonly eventId: string;
  /** How many facts it announces. */
  readonly announces: number;
  /** `house` for the community's channel, else the id of a registered webhook. */
  readonly channel: string;
  readonly content: string;
  readonly status: string;
  /** Calls made so far. */
  readonly attempts: number;
  readonly occurredAt: Date;
  /** When it is tried next; null once it is settled. */
  readonly nextAttemptAt: Date | null;
  /** Discord's id of the message. */
  readonly messageId: string | null;
  readonly lastError: string | null;
  /** Whether it was kept here because neither webhook nor bot is configured. */
  readonly captured: boolean;
}

/** Where a page of posts ends. */
export interface PostPlace {
  readonly occurredAt: Date;
  readonly postId: string;
}

export abstract class PostReads {
  /** Newest first, from the one after `after`. */
  abstract newest(after: PostPlace | undefined, size: number): Promise<PostView[]>;
}

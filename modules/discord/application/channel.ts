/** A message on its way out. */
export interface Post {
  readonly id: string;
  readonly content: string;
}

/** A message that was posted and is to say something else now. */
export interface Amendment {
  /** The post. */
  readonly id: string;
  /** Discord's id of the message; null where it was kept here. */
  readonly messageId: string | null;
  /** Null takes the message away. */
  readonly content: string | null;
}

/** How a call ended. No secret stands in `error`. */
export type PostOutcome =
  | { readonly kind: 'accepted'; readonly providerId?: string }
  | {
      readonly kind: 'refused';
      readonly permanent: boolean;
      readonly error: string;
      /** How long to leave it alone, if the other side said so. */
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'unknown'; readonly error: string };

/** Where announcements are posted. */
export abstract class Channel {
  /** Where posts go, for traces: `discord.com`. */
  abstract readonly destination: string;
  abstract post(post: Post): Promise<PostOutcome>;
  /** Doing it twice is safe. */
  abstract amend(amendment: Amendment): Promise<PostOutcome>;
}

/** A message on its way out. */
export interface Post {
  /** The id of the fact that it announces. */
  readonly id: string;
  readonly content: string;
}

/** How posting ended. No secret stands in `error`. */
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
}

/** A message that is to be posted. */
export interface NewPost {
  /** The fact. It is announced once, however often it is delivered. */
  readonly eventId: string;
  readonly occurredAt: Date;
  readonly content: string;
}

/** Posts that the running transaction promises to make. */
export abstract class PostOutbox {
  abstract add(post: NewPost): Promise<void>;
}

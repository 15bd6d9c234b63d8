/** What became of the records that are to be forwarded. */
export interface ForwardingState {
  /** False when no sink is configured, and nothing is forwarded. */
  readonly configured: boolean;
  readonly waiting: number;
  /** Those that the sink will never take. */
  readonly refused: number;
  readonly examples: readonly { readonly eventId: string; readonly name: string; readonly because: string }[];
  /** People of whom the sink has not yet promised to delete what it has, and what kept it from that last. */
  readonly deletions: { readonly waiting: number; readonly because: string | null };
}

/** Records that the running transaction promises to forward to the analytics sink. */
export abstract class AnalyticsOutbox {
  abstract add(eventId: string): Promise<void>;
  /**
   * The sink is to delete what it has of a person.
   * @param eventId the fact that their account is gone
   * @param at when no request is on its way any more that could name them
   */
  abstract askToDelete(userId: string, eventId: string, at: Date): Promise<void>;
  abstract state(): Promise<ForwardingState>;
}

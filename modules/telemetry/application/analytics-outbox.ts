/** What became of the records that are to be forwarded. */
export interface ForwardingState {
  /** False when no sink is configured, and nothing is forwarded. */
  readonly configured: boolean;
  readonly waiting: number;
  /** Those that the sink will never take. */
  readonly refused: number;
  readonly examples: readonly { readonly eventId: string; readonly name: string; readonly because: string }[];
}

/** Records that the running transaction promises to forward to the analytics sink. */
export abstract class AnalyticsOutbox {
  abstract add(eventId: string): Promise<void>;
  abstract state(): Promise<ForwardingState>;
}

/** People of whom the sink has not yet promised to delete what it has, and what kept it from that last. */
export interface DeletionsState {
  readonly waiting: number;
  readonly because: string | null;
}

/** People whom the analytics sink is to delete. Kept without a sink as well: there may have been one, and may be one again. */
export abstract class SinkDeletions {
  /**
   * The running transaction promises that the sink is asked to.
   * @param eventId the fact that their account is gone
   * @param at when no request is on its way any more that could name them
   */
  abstract ask(userId: string, eventId: string, at: Date): Promise<void>;
  abstract state(): Promise<DeletionsState>;
}

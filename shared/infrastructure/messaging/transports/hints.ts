/** What a line of hints is told by whoever opens it. */
export interface Hearing {
  readonly channels: readonly string[];
  /** Another process has said something. */
  heard(channel: string): void;
  /** After each connecting: whatever was said before that went unheard, and what could not be said can be now. */
  connected(): void;
}

/**
 * Brings hints from process to process, at most once, to whoever listens at the moment: that there is something to look at, never
 * what. One that is lost costs the time until somebody looks by himself.
 */
export interface HintLine {
  readonly isConnected: boolean;
  /** From now on it is made again whenever it breaks. Only the one through the log's own database must be there at once. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Tells every other process. */
  say(channels: readonly string[]): Promise<void>;
}

export type OpenHints = (hearing: Hearing) => HintLine;

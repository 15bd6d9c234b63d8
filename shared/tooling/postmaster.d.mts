export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** As the server writes it: `starting`, `ready`, `stopping`, or empty while it comes up. */
  readonly status: string;
}

/** What `postmaster.pid` says, whether that server still runs or not. */
export function readPostmaster(data: string): Postmaster | null;

/** The server that runs in a data directory, in whatever state, or null. */
export function livePostmaster(data: string): Postmaster | null;

/** Stops the server of a data directory and waits for its end; whether one was running. */
export function endPostmaster(data: string, how?: { patience?: number; atOnce?: boolean }): Promise<boolean>;

/** A broker of a test's own, with nothing in it. */
export interface BrokerServer {
  readonly url: string;
  readonly version: string;
  /** As a crash and a new start do: what it had acknowledged is there again. */
  restart(): Promise<void>;
  /** Everything that it held is gone. */
  wipe(): Promise<void>;
  stop(): Promise<void>;
}

/** `missing` tells how to get one where there is none. */
export type StartServer = () => Promise<BrokerServer | { readonly missing: string }>;

import type { BrokerMessage, Land } from '@boardwalk/messaging';

/**
 * A broker's own client, as whoever knows it well would use it by hand, with the same messages, on the same server and as durably
 * as our transport: what `send` has been answered for survives a crash of the server, and nothing is acknowledged before it has
 * landed. It examines nothing, and mends nothing when anything breaks.
 */
export interface BareClient {
  send(messages: readonly BrokerMessage[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param channel stream, queue or topic; made here
 * @param land takes in what has come, a batch at a time
 */
export type OpenBareClient = (url: string, channel: string, land: Land) => Promise<BareClient>;

/** So many messages go out, and come in, together at the most. */
export const mostAtOnce = 500;
/** So many batches are on their way at once. */
export const batchesUnderWay = 4;

export function inBatches<T>(all: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / mostAtOnce) }, (_, index) =>
    all.slice(index * mostAtOnce, (index + 1) * mostAtOnce),
  );
}

import type { Queue } from 'bullmq';

/** Another one is made in its place. Until it is closed it listens to the connection, which goes on. */
export function discard(queue: Pick<Queue, 'close'> | undefined): void {
  queue?.close().catch(() => undefined);
}

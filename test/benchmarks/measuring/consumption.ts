import type { Contender } from '../contenders/contender.ts';
import { fromClients } from './load.ts';
import { type ProcessorTime, type Work, worked } from './processor-time.ts';
import type { Figures } from './rounds.ts';

export const clients = 8;

/** Processor time per event in microseconds; `processor` is client and server together. */
export function perEvent({ seconds, clientMicroseconds, serverMicroseconds }: Work, events: number): Figures {
  return {
    perSecond: events / seconds,
    client: clientMicroseconds / events,
    server: serverMicroseconds / events,
    processor: (clientMicroseconds + serverMicroseconds) / events,
    // What is judged where a target lies so high that the noise of a shared machine would decide.
    perProcessorSecond: (1_000_000 * events) / (clientMicroseconds + serverMicroseconds),
  };
}

/** Publishes messages and waits until all of them have been consumed. */
export async function untilConsumed(
  contender: Pick<Contender, 'reset' | 'consumed'>,
  server: ProcessorTime,
  count: number,
  publish: () => Promise<void>,
): Promise<Figures> {
  contender.reset();
  const work = await worked(server, async () => {
    await publish();
    await contender.consumed(count);
  });
  return perEvent(work, count);
}

/** Messages singly, from eight clients. */
export function singles(contender: Contender, server: ProcessorTime, count: number): Promise<Figures> {
  return untilConsumed(contender, server, count, () =>
    fromClients(clients, count, (n) => contender.publish(n)),
  );
}

export const batch = 100;

/** Messages a hundred at a time, from eight clients. */
export function batches(contender: Contender, server: ProcessorTime, count: number): Promise<Figures> {
  return untilConsumed(contender, server, count, () => publishBatches(contender, count));
}

/** Makes `count` messages, a hundred at a time. */
export function publishBatches(contender: Contender, count: number): Promise<void> {
  return fromClients(clients, Math.ceil(count / batch), (n) =>
    contender.publishBatch(n * batch, Math.min(batch, count - n * batch)),
  );
}

/** How long it takes to consume what piled up while nobody consumed. */
export async function drained(contender: Contender, server: ProcessorTime, count: number): Promise<Figures> {
  contender.reset();
  await contender.pause();
  await publishBatches(contender, count);
  const work = await worked(server, async () => {
    await contender.resume();
    await contender.consumed(count);
  });
  return perEvent(work, count);
}

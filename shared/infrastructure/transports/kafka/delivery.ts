import type { RecordsBatch } from '@platformatic/kafka';

export interface Delivery {
  readonly body: string;
  /** The offset behind it. */
  readonly next: bigint;
  /** Of the leader that wrote it, as a commit wants it. */
  readonly epoch: number;
}

/** Bit 5 of a batch's attributes. */
const controlBatch = 0x20;

/** The messages from a position on. A batch comes as a whole, also when it begins before. */
export function deliveriesOf(batches: readonly RecordsBatch[], position: bigint): readonly Delivery[] {
  return batches
    .filter(({ attributes }) => (attributes & controlBatch) === 0)
    .flatMap(({ firstOffset, partitionLeaderEpoch: epoch, records }) =>
      records.map(({ value, offsetDelta }) => ({
        body: value?.toString() ?? '',
        next: firstOffset + BigInt(offsetDelta) + 1n,
        epoch,
      })),
    )
    .filter(({ next }) => next > position);
}

/** The offset behind all of them. */
export function endOf(batches: readonly RecordsBatch[]): bigint | undefined {
  const last = batches.at(-1);
  return last && last.firstOffset + BigInt(last.lastOffsetDelta) + 1n;
}

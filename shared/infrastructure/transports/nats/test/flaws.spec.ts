import { DiscardPolicy, PersistMode, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { describe, expect, it } from 'vitest';
import { flawOf, type Setup } from '../flaws.js';

const channel = 'boardwalk.0123456789ab.stats';
const good: Setup = {
  subjects: [channel],
  storage: StorageType.File,
  retention: RetentionPolicy.Workqueue,
  discard: DiscardPolicy.New,
  max_age: 0,
  max_msgs: -1,
  max_bytes: -1,
  max_msgs_per_subject: -1,
};

describe('a stream', () => {
  it.each<[string, Partial<Setup>]>([
    ['as it is made here', {}],
    ['that refuses when it is full', { max_bytes: 1_000_000 }],
    ['that would drop the oldest if it were ever full', { discard: DiscardPolicy.Old }],
  ])('%s loses nothing', (_, setup) => {
    expect(flawOf(channel, { ...good, ...setup })).toBeUndefined();
  });

  it.each<[string, Partial<Setup>]>([
    ['does not take what is sent to boardwalk.0123456789ab.stats', { subjects: ['orders.>'] }],
    ['keeps messages in memory only', { storage: StorageType.Memory }],
    ['keeps messages only while there are consumers', { retention: RetentionPolicy.Interest }],
    ['keeps what was acknowledged, and would grow for ever', { retention: RetentionPolicy.Limits }],
    ['forgets messages after 90 s', { max_age: 90_000_000_000 }],
    ['throws away the oldest messages when it is full', { discard: DiscardPolicy.Old, max_msgs: 1_000 }],
    ['throws away the oldest messages when it is full', { discard: DiscardPolicy.Old, max_bytes: 1_000 }],
    ['does not say whether it has taken a message', { no_ack: true }],
    ['takes messages before they are written to a file', { persist_mode: PersistMode.Async }],
  ])('that %s is found out', (flaw, setup) => {
    expect(flawOf(channel, { ...good, ...setup })).toBe(flaw);
  });
});

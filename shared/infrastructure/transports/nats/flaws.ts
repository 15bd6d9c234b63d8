import {
  DiscardPolicy,
  PersistMode,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';

/** What a stream is set up with, as far as it could lose messages. Absent where the server does not know it. */
export type Setup = Pick<StreamConfig, 'subjects' | 'storage' | 'retention' | 'discard' | 'max_age'> &
  Partial<StreamConfig>;

/** @returns how a stream would lose what is sent to a channel, to stand behind its name; undefined when it does not */
export function flawOf(channel: string, stream: Setup): string | undefined {
  const { subjects, storage, retention, discard, max_age: maxAge } = stream;
  if (!subjects.includes(channel)) return `does not take what is sent to ${channel}`;
  if (storage !== StorageType.File) return 'keeps messages in memory only';
  if (retention === RetentionPolicy.Interest) return 'keeps messages only while there are consumers';
  if (retention !== RetentionPolicy.Workqueue) return 'keeps what was acknowledged, and would grow for ever';
  if (maxAge > 0) return `forgets messages after ${maxAge / 1_000_000_000} s`;
  if (discard !== DiscardPolicy.New && isLimited(stream))
    return 'throws away the oldest messages when it is full';
  if (stream.no_ack === true) return 'does not say whether it has taken a message';
  if (stream.persist_mode === PersistMode.Async) return 'takes messages before they are written to a file';
  return undefined;
}

function isLimited({ max_msgs, max_bytes, max_msgs_per_subject }: Partial<StreamConfig>): boolean {
  return [max_msgs, max_bytes, max_msgs_per_subject].some((limit) => limit !== undefined && limit > 0);
}

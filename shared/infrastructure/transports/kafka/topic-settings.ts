import { BrokerUnfitError } from '@boardwalk/messaging';

/** A topic as the server has it. */
export interface Topic {
  readonly name: string;
  readonly partitions: number;
  /** On so many machines. */
  readonly replicas: number;
  readonly settings: ReadonlyMap<string, string>;
}

/** The largest message, in bytes; also the size of a file of the topic, which no message may exceed. */
export const largestMessage = 32 * 1024 * 1024;

const hour = 3_600_000;

/**
 * What a topic of ours is made with. Nothing goes by itself; what has landed is deleted, and leaves the disk with its file.
 * On a single machine Kafka acknowledges before its disk does: what a power failure takes from there, and from a cluster all
 * of whose copies fail at once, is sent again by the relay, like everything that does not arrive.
 */
export function topicSettings(replicas: number): Readonly<Record<string, string>> {
  return {
    'cleanup.policy': 'delete',
    'retention.ms': '-1',
    'retention.bytes': '-1',
    'unclean.leader.election.enable': 'false',
    // One copy may be away. Where there are two of them, or one, a second one to wait for would only stop everything.
    'min.insync.replicas': String(Math.max(1, replicas - 1)),
    // A message whose sender's clock goes wrong would be refused.
    'message.timestamp.type': 'LogAppendTime',
    'max.message.bytes': String(largestMessage),
    'segment.bytes': String(largestMessage),
    'segment.ms': String(hour),
  };
}

/** Shorter than Kafka's own default, a retention may be shorter than an outage of those that receive. */
const shortestRetentionMs = 7 * 24 * hour;

interface Flaw {
  readonly what: string;
  /** The setting that would be right; absent where no setting helps. */
  readonly right?: readonly [setting: string, value: string];
}

/** @throws {BrokerUnfitError} when the server may drop from the topic what nobody has taken, or nobody would get it */
export function refuseUnfit(topic: Topic): void {
  const [flaw] = flawsOf(topic);
  if (flaw === undefined) return;
  const { name } = topic;
  const { what, right } = flaw;
  throw new BrokerUnfitError(
    'kafka',
    `the topic ${name} ${what}`,
    right === undefined
      ? 'Delete the topic: it is made again as it has to be, and what was in it is sent again.'
      : `Set it: kafka-configs.sh --alter --entity-type topics --entity-name ${name} --add-config ${right.join('=')}. Or delete the topic: it is made again as it has to be.`,
  );
}

function* flawsOf({ partitions, replicas, settings }: Topic): Generator<Flaw> {
  const numberOf = (setting: string): number => Number(settings.get(setting) ?? -1);
  const policy = settings.get('cleanup.policy') ?? 'delete';
  if (policy.includes('compact'))
    yield {
      what: `keeps only the last message of a key (cleanup.policy=${policy})`,
      right: ['cleanup.policy', 'delete'],
    };
  const retention = numberOf('retention.ms');
  if (retention >= 0 && retention < shortestRetentionMs)
    yield {
      what: `drops messages after ${retention / 1_000} s, received or not (retention.ms=${retention})`,
      right: ['retention.ms', '-1'],
    };
  const size = numberOf('retention.bytes');
  if (size >= 0)
    yield {
      what: `drops its oldest messages, received or not, when it grows (retention.bytes=${size})`,
      right: ['retention.bytes', '-1'],
    };
  if (replicas > 1 && settings.get('unclean.leader.election.enable') === 'true')
    yield {
      what: 'may be led by a copy that is behind (unclean.leader.election.enable=true)',
      right: ['unclean.leader.election.enable', 'false'],
    };
  if (replicas > 2 && numberOf('min.insync.replicas') < 2)
    yield {
      what: 'acknowledges what a single machine has (min.insync.replicas=1)',
      right: ['min.insync.replicas', '2'],
    };
  if (partitions !== 1)
    yield { what: `has ${partitions} partitions, and only what lies in the first one is received` };
}

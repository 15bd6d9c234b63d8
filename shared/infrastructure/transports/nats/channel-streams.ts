import {
  AckPolicy,
  type Consumer,
  DeliverPolicy,
  DiscardPolicy,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { flawOf } from './flaws.js';
import type { Link, Session } from './link.js';
import { isConsumerThere, isNameInUse, type Refusals } from './refusals.js';

/** The consumer that every process pulls from; each stream has its own. */
const consumerName = 'boardwalk';

/** Messages that may be in the hands of all processes together. */
const mostPending = 5_000;

export interface StreamSettings {
  readonly replicas: number;
  readonly ackWaitMs: number;
}

/** The streams and consumers of the channels: made when they are needed, examined, and made again when they are gone. */
export class ChannelStreams {
  private readonly streams = new Map<string, Promise<void>>();
  private readonly consumers = new Map<string, Promise<Consumer>>();
  private readonly replicas: number;
  /** Milliseconds. */
  readonly ackWaitMs: number;

  constructor(
    link: Link,
    private readonly refusals: Refusals,
    { replicas, ackWaitMs }: StreamSettings,
  ) {
    this.replicas = replicas;
    this.ackWaitMs = ackWaitMs;
    // What comes back may be another server, or have nothing left.
    link.onBreak(() => {
      this.streams.clear();
      this.consumers.clear();
    });
  }

  /** @throws {BrokerUnfitError} when the server has no JetStream */
  async examine({ manager }: Session): Promise<void> {
    await manager.getAccountInfo().catch((error: unknown) => {
      throw this.refusals.ofJetStream(error);
    });
  }

  /** Makes sure that there is one that loses nothing. */
  ofChannel(session: Session, channel: string): Promise<void> {
    return once(this.streams, channel, () => this.makeStream(session, channel));
  }

  async consumerOf(session: Session, channel: string): Promise<Consumer> {
    await this.ofChannel(session, channel);
    return once(this.consumers, channel, () => this.makeConsumer(session, channel));
  }

  /**
   * To be called when nothing has come for a while. What lies in the stream all the same is given to nobody: after a crash a
   * server may remember that it was acknowledged, and not that it was removed. A consumer that begins anew brings it.
   */
  async bringWhatIsLeft({ manager: { streams, consumers } }: Session, channel: string): Promise<void> {
    const name = streamNameOf(channel);
    const { state } = await streams.info(name);
    if (state.messages === 0) return;
    const { num_ack_pending: inHands } = await consumers.info(name, consumerName);
    if (inHands > 0) return;
    await consumers.delete(name, consumerName);
    this.forget(channel);
  }

  /** It may be gone: the next one to need it looks. */
  forget(channel: string): void {
    this.streams.delete(channel);
    this.consumers.delete(channel);
  }

  private async makeStream({ manager }: Session, channel: string): Promise<void> {
    const name = streamNameOf(channel);
    const wanted = {
      name,
      subjects: [channel],
      description: 'Facts of Boardwalk that have not landed yet.',
      storage: StorageType.File,
      retention: RetentionPolicy.Workqueue,
      discard: DiscardPolicy.New,
      num_replicas: this.replicas,
    };
    const { config } = await manager.streams.add(wanted).catch((error: unknown) => {
      // Somebody has set it up in their own way, which may be just as good.
      if (isNameInUse(error)) return manager.streams.info(name);
      throw this.refusals.ofJetStream(this.refusals.ofMakingStream(error, channel, this.replicas));
    });
    const flaw = flawOf(channel, config);
    if (flaw !== undefined) throw this.refusals.ofStream(name, flaw);
  }

  private async makeConsumer({ manager, client }: Session, channel: string): Promise<Consumer> {
    const stream = streamNameOf(channel);
    const wanted = {
      durable_name: consumerName,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(this.ackWaitMs),
      deliver_policy: DeliverPolicy.All,
      replay_policy: ReplayPolicy.Instant,
      max_ack_pending: mostPending,
      // As often as it takes: after a last time it would just lie there.
      max_deliver: -1,
    };
    const { consumers } = manager;
    const info = await consumers
      .add(stream, wanted)
      .catch((error: unknown) => {
        // Another version of this program has made it.
        if (isConsumerThere(error)) return consumers.update(stream, consumerName, wanted);
        throw error;
      })
      .catch((error: unknown) => {
        throw this.refusals.ofJetStream(this.refusals.ofMakingConsumer(error, stream));
      });
    return client.consumers.getConsumerFromInfo(info);
  }
}

/** Names of streams have no dots. */
export function streamNameOf(channel: string): string {
  return channel.replaceAll('.', '_');
}

/** What failed is tried again by the next one to ask. */
function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(key);
  if (known !== undefined) return known;
  const making = make();
  made.set(key, making);
  making.catch(() => {
    if (made.get(key) === making) made.delete(key);
  });
  return making;
}

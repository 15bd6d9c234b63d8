import type { Broker, BrokerMessage, Land } from '@boardwalk/messaging';
import { ChannelStreams } from './channel-streams.js';
import { headersOf } from './headers.js';
import { Link, type Session } from './link.js';
import { Receiver } from './receiver.js';
import { isNobodyThere, Refusals } from './refusals.js';

/** Messages that are on their way to the server at once, from one `send`. */
const inFlight = 100;

export interface JetStreamOptions {
  /** How many servers of a cluster hold each message. Streams that are there stay as they are. Default: 1. */
  readonly replicas?: 1 | 3 | 5;
  /** How long a message may be in the hands of a process that says nothing, in milliseconds. Default: 10,000. */
  readonly ackWaitMs?: number;
}

/**
 * NATS JetStream: a stream for each channel, which keeps a message in files until it was acknowledged, and one durable
 * consumer of it that all processes pull from.
 *
 * The server answers when it has written a message to its file, so its own crash loses nothing. It calls fsync only every
 * two minutes, and no client can ask how that is set: a machine that loses power may forget what it acknowledged since. Such
 * facts are in the log and are sent again as soon as nothing has landed for five seconds. Who does not want to rely on that
 * sets `jetstream { sync_interval: always }`, which makes sending slower, or has a cluster and three replicas. Without
 * `store_dir` the server keeps its files under the system's temporary directory, where a restart of the machine may clear
 * them away.
 *
 * Messages carry no `Nats-Msg-Id`. For two minutes the server drops what it has seen before, even if it no longer has it:
 * because it has landed and is wanted once more, or because somebody emptied the stream. That would swallow what is sent
 * again, and what comes twice lands once anyway.
 */
export class JetStreamBroker implements Broker {
  readonly name = 'jetstream';
  readonly system = 'nats';
  private readonly link: Link;
  private readonly refusals: Refusals;
  private readonly streams: ChannelStreams;
  private readonly receivers = new Set<Receiver>();

  /** @param url `nats://user:password@host:4222`, or `tls://…`; several of one cluster with commas between them */
  constructor(url: string, { replicas = 1, ackWaitMs = 10_000 }: JetStreamOptions = {}) {
    this.link = new Link(url);
    this.refusals = new Refusals(this.link.where);
    this.streams = new ChannelStreams(this.link, this.refusals, { replicas, ackWaitMs });
  }

  get server(): Broker['server'] {
    return this.link.server;
  }

  async connect(): Promise<void> {
    const isNew = await this.link.open();
    try {
      await this.link.whileUp((session) => this.streams.examine(session));
    } catch (error) {
      if (isNew) await this.link.close();
      throw error;
    }
  }

  /** @throws {BrokerUnfitError} when there is a stream that would lose messages, or none can be made */
  async send(channel: string, messages: readonly BrokerMessage[]): Promise<void> {
    await this.link.whileUp(async (session) => {
      await this.streams.ofChannel(session, channel);
      try {
        await this.publish(session, channel, messages);
      } catch (error) {
        if (!isNobodyThere(error)) throw error;
        // The stream was removed while we knew of it, or a cluster is choosing who leads it.
        this.streams.forget(channel);
        await this.streams.ofChannel(session, channel);
        await this.publish(session, channel, messages).catch((again: unknown) => {
          throw isNobodyThere(again)
            ? new Error(`no stream takes what is sent to ${channel} just now`)
            : again;
        });
      }
    });
  }

  /** @throws {BrokerUnfitError} when there is a stream that would lose messages, or none can be made */
  async receive(channel: string, land: Land): Promise<() => Promise<void>> {
    await this.link.whileUp((session) => this.streams.consumerOf(session, channel));
    const receiver = new Receiver(this.link, this.streams, channel, land);
    this.receivers.add(receiver);
    receiver.start();
    return async () => {
      await receiver.end();
      this.receivers.delete(receiver);
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.receivers].map((receiver) => receiver.end()));
    this.receivers.clear();
    await this.link.close();
  }

  private async publish(
    session: Session,
    channel: string,
    messages: readonly BrokerMessage[],
  ): Promise<void> {
    const left = messages.values();
    let failed = false;
    // Each answer makes room for the next message.
    const sendOn = async (): Promise<void> => {
      for (const { body, attributes } of left) {
        if (failed) return;
        await session.client.publish(channel, body, { headers: headersOf(attributes) });
      }
    };
    await Promise.all(Array.from({ length: inFlight }, sendOn)).catch((error: unknown) => {
      failed = true;
      throw this.refusals.ofSending(error, session);
    });
  }
}

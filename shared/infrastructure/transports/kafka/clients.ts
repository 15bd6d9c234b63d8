import type { Socket } from 'node:net';
import { Admin, Consumer, ConnectionPool, Producer, stringSerializers } from '@platformatic/kafka';
import type { KafkaAddress } from './kafka-url.js';
import { within } from './within.js';

/** How long, in milliseconds, a server may take to accept a connection. */
const connectMs = 3_000;

/** How long, in milliseconds, a connection may take to say goodbye. */
const goodbyeMs = 1_000;

export type TextProducer = Producer<string, string, string, string>;

/**
 * Makes clients, which are short-lived here: after any error that is not an answer a client is thrown away and another one
 * made, because one that was interrupted at the wrong moment waits for ever for what does not come.
 */
export class Clients {
  /** @param name by which the server's logs and metrics know this process */
  constructor(
    private readonly address: KafkaAddress,
    private readonly name: string,
  ) {}

  admin(): Admin {
    return new Admin({ ...this.common(), retries: 0 });
  }

  /** Acknowledged by every replica in sync; what it repeats itself the server drops. */
  producer(): TextProducer {
    return new Producer({
      ...this.common(),
      idempotent: true,
      acks: -1,
      autocreateTopics: false,
      serializers: stringSerializers,
      // Fewer than two would be taken for endless ones.
      retries: 2,
      retryDelay: 200,
    });
  }

  /** @param group of those that share what comes */
  consumer(group: string): Consumer {
    return new Consumer({
      ...this.common(),
      groupId: group,
      autocommit: false,
      retries: 0,
      ...membership,
      // A member waits for its group as long as the slowest member takes.
      requestTimeout: membership.rebalanceTimeout + 5_000,
    });
  }

  /** Connections of their own, for requests that the server lets wait: it answers one after the other on each. */
  connections(): ConnectionPool {
    return new ConnectionPool(this.name, this.common());
  }

  private common() {
    return {
      ...this.address.access,
      clientId: this.name,
      bootstrapBrokers: this.address.brokers.map(({ host, port }) => ({ host, port })),
      connectTimeout: connectMs,
    };
  }
}

/**
 * When a process is killed its group waits for it so long, in milliseconds, before another one receives in its place. Servers
 * allow no less, unless set up otherwise (`group.min.session.timeout.ms`).
 */
const membership = { sessionTimeout: 6_000, heartbeatInterval: 2_000, rebalanceTimeout: 10_000 };

interface Closable {
  close(): Promise<void>;
}

/** Ends a client in order, or else at once. Never fails. */
export async function end(client: Closable, connections: ConnectionPool): Promise<void> {
  const open = socketsOf(connections);
  await within(goodbyeMs, 'Kafka', client.close()).catch(() => undefined);
  open.push(...socketsOf(connections));
  const closed = connections.close().catch(() => undefined);
  // One that has something left to send to a server that is gone would wait for it.
  for (const socket of open) socket?.destroy();
  await closed;
}

/** One that has not begun to connect has no socket, whatever its type says. */
const socketsOf = (connections: ConnectionPool): (Socket | undefined)[] =>
  [...connections].map(([, { socket }]) => socket as Socket | undefined);

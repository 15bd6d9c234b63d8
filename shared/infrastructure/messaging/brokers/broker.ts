import type { MessagingSystem } from '@boardwalk/observability';

/** What travels: a fact as the log has it. */
export interface BrokerMessage {
  /** Of the fact. A broker that drops repetitions by it may: the same id always carries the same fact. */
  readonly id: string;
  /** The ordering key. */
  readonly key: string;
  /** CloudEvents attributes, for whoever looks at the broker; nothing here is read again. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Takes in what has come. When it rejects, the same must come again. Called for one batch at a time. */
export type Land = (bodies: readonly string[]) => Promise<void>;

/**
 * A server that carries messages, at least once, in any order: what lies behind it puts them in order again. It is given no
 * more than it can hold, so it must never drop what nobody has acknowledged.
 */
export interface Broker {
  /** As people know it. */
  readonly name: string;
  /** As spans name it. */
  readonly system: MessagingSystem;
  readonly server: { readonly address: string; readonly port: number };
  /**
   * Connects, and goes on connecting by itself when the connection breaks later.
   * @throws {BrokerUnfitError} when the server is set up so that it would lose messages
   */
  connect(): Promise<void>;
  /** Resolves when the server has every message where its crash cannot reach it. */
  send(channel: string, messages: readonly BrokerMessage[]): Promise<void>;
  /**
   * Hands over what arrives, until the end that it returns. Each message is acknowledged after `land` has resolved. Several
   * processes that receive from one channel share what it brings.
   */
  receive(channel: string, land: Land): Promise<() => Promise<void>>;
  /** Nothing is sent or received any more. */
  close(): Promise<void>;
}

/** Which brokers bring the contexts their facts. */
export interface BrokerRoutes {
  readonly all: readonly Broker[];
  /** None: they stay in the database. Several: each brings everything, and the first to bring a fact is believed. */
  of(context: string): readonly Broker[];
  /** Where people have said what its server is, and as whom to log in there, so that they can correct it. */
  settingOf?(broker: Broker): string | undefined;
}

import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, errors, type NatsConnection, type Status } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { addressesIn } from './addresses.js';

/** How long the server may take to answer, in milliseconds. */
const patienceMs = 4_000;

/** Between two attempts to connect, in milliseconds. */
const reconnectMs = 250;

/** A server that has not answered two of these, in milliseconds, is taken for dead. */
const pingMs = 5_000;

/** What was said before close() may take so long to get through, in milliseconds. */
const farewellMs = 1_000;

export interface Session {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
}

/** One connection, which the client makes again whenever it breaks. While it is down nothing is kept for later. */
export class Link {
  readonly server: { readonly address: string; readonly port: number };
  private readonly logger = new Logger('JetStream');
  private readonly breaks = new Set<() => void>();
  private session: Session | undefined;
  private opening: Promise<void> | undefined;
  private up = false;
  /** What the server has said since it was last connected to. */
  private refusal: string | undefined;
  /** What it does not allow, by the head of the subject: acknowledgements have one each. Told once. */
  private readonly forbidden = new Set<string>();
  private closed = false;

  /** @param subjects what the account has to be allowed, for whoever reads that it is not */
  constructor(
    private readonly url: string,
    private readonly subjects: readonly string[] = ['boardwalk.>', '$JS.>', '_INBOX.>'],
  ) {
    [this.server] = addressesIn(url).servers;
  }

  /**
   * Connects; from then on the connection is kept up.
   * @returns whether it was made by this call
   * @throws when the server is not there; then nothing goes on in the background
   */
  async open(): Promise<boolean> {
    this.closed = false;
    if (this.session !== undefined) return false;
    this.opening ??= this.connect().finally(() => {
      this.opening = undefined;
    });
    await this.opening;
    return true;
  }

  /** The server, for people. */
  get where(): string {
    return `${this.server.address}:${this.server.port}`;
  }

  /** Calls whenever the connection breaks, until the end that it returns. */
  onBreak(listener: () => void): () => void {
    this.breaks.add(listener);
    return () => this.breaks.delete(listener);
  }

  /** @throws while the connection is down, and as soon as it breaks */
  async whileUp<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { session } = this;
    if (session === undefined || !this.up) {
      const why = this.refusal === undefined ? '' : ` (${this.refusal})`;
      throw new Error(`There is no connection to NATS at ${this.where}${why}`);
    }
    const broken = Promise.withResolvers<never>();
    const end = this.onBreak(() => broken.reject(new Error(`The connection to NATS at ${this.where} broke`)));
    try {
      return await Promise.race([work(session), broken.promise]);
    } finally {
      end();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.opening?.catch(() => undefined);
    const { session } = this;
    if (session === undefined) return;
    if (this.up) await flushed(session.connection);
    this.session = undefined;
    await session.connection.close();
  }

  private async connect(): Promise<void> {
    const { servers, user, password, tls } = addressesIn(this.url);
    const connection = await connect({
      servers: servers.map(
        ({ address, port }) => `${address.includes(':') ? `[${address}]` : address}:${port}`,
      ),
      ...(user !== undefined && (password === undefined ? { token: user } : { user, pass: password })),
      ...(tls && { tls: {} }),
      name: 'boardwalk',
      timeout: patienceMs,
      maxReconnectAttempts: -1,
      ignoreAuthErrorAbort: true,
      reconnectTimeWait: reconnectMs,
      pingInterval: pingMs,
      noAsyncTraces: true,
    });
    if (this.closed) {
      await connection.close();
      throw new Error(`The connection to NATS at ${this.where} was closed while it was made`);
    }
    const states = connection.status();
    const manager = await jetstreamManager(connection, { checkAPI: false, timeout: patienceMs });
    this.session = { connection, client: jetstream(connection, { timeout: patienceMs }), manager };
    this.up = true;
    void this.watch(states);
  }

  /** Ends with the connection. */
  private async watch(states: AsyncIterable<Status>): Promise<void> {
    for await (const status of states) {
      const { type } = status;
      if (type === 'error') this.heard(status.error);
      else if (type === 'disconnect' || type === 'close') this.broke();
      else if (type === 'reconnect') {
        this.up = true;
        this.refusal = undefined;
      }
    }
  }

  /** What is not allowed is refused without an answer to whoever did it: an acknowledgement, say, and then everything comes again. */
  private heard(error: Error): void {
    const { message } = error;
    this.refusal = message;
    if (!(error instanceof errors.PermissionViolationError)) return;
    const what = `${error.operation} ${/^(?:\$JS\.)?[^.]*/.exec(error.subject)?.[0]}`;
    if (this.forbidden.has(what)) return;
    this.forbidden.add(what);
    const all = this.subjects.map((subject) => `"${subject}"`).join(', ');
    this.logger.warn(
      `NATS at ${this.where} says: ${message}. Let this account publish and subscribe to ${all}.`,
    );
  }

  private broke(): void {
    this.up = false;
    for (const listener of this.breaks) listener();
  }
}

/** Acknowledgements are only written, and not answered: gives them time to reach the server. */
async function flushed(connection: NatsConnection): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, farewellMs);
  await Promise.race([connection.flush().catch(() => undefined), late]);
  clearTimeout(timer);
}

import type { Duplex } from 'node:stream';
import { reasonOf } from '@boardwalk/messaging';
import { type ChannelModel, connect } from 'amqplib';
import { examine } from './fitness.js';
import { within } from './patience.js';
import { BlockedError, NotConnectedError } from './rabbitmq.errors.js';

/** A server that is there has answered by then, in milliseconds. */
const connectMs = 3_000;
/** Each side tells so often, in seconds, that it is there. Who is silent for twice as long is taken for dead. */
const heartbeat = 10;
/** How long the other side's goodbye is waited for, in milliseconds. */
const goodbyeMs = 2_000;

/** A connection that is made when somebody needs it and there is none. */
export class Line {
  private current: Promise<ChannelModel> | undefined;
  private blocked: string | undefined;
  private closed = false;

  /** @param purpose is shown in the server's list of connections */
  constructor(
    private readonly url: string,
    private readonly purpose: string,
  ) {}

  /** It may have been closed before. */
  open(): Promise<ChannelModel> {
    this.closed = false;
    return this.connection();
  }

  /**
   * @throws {NotConnectedError}
   * @throws {BrokerUnfitError}
   */
  connection(): Promise<ChannelModel> {
    if (this.current !== undefined) return this.current;
    const made = this.make();
    this.current = made;
    made.catch(() => this.forget(made));
    return made;
  }

  /** @throws {BlockedError} when the server would not read what is sent now */
  assertRead(): void {
    if (this.blocked !== undefined) throw new BlockedError(this.blocked);
  }

  async close(): Promise<void> {
    this.closed = true;
    const connection = await this.current?.catch(() => undefined);
    if (connection === undefined) return;
    await within(goodbyeMs, connection.close()).catch(() => undefined);
    endSocket(connection);
  }

  private async make(): Promise<ChannelModel> {
    const connection = await this.dial();
    // What went wrong is told to everybody who uses it.
    connection.on('error', () => undefined);
    // One for each queue that is sent to.
    connection.setMaxListeners(0);
    try {
      if (this.closed) throw new NotConnectedError('it was closed');
      examine(connection.connection.serverProperties);
    } catch (error) {
      endSocket(connection);
      throw error;
    }
    connection.on('blocked', (reason) => {
      this.blocked = reason;
    });
    connection.on('unblocked', () => {
      this.blocked = undefined;
    });
    connection.on('close', () => {
      this.blocked = undefined;
      this.current = undefined;
      endSocket(connection);
    });
    return connection;
  }

  private async dial(): Promise<ChannelModel> {
    if (this.closed) throw new NotConnectedError('it was closed');
    const url = new URL(this.url);
    if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(heartbeat));
    try {
      return await connect(url.href, {
        // Without it a confirm takes forty times as long.
        noDelay: true,
        timeout: connectMs,
        clientProperties: { connection_name: `boardwalk ${this.purpose}` },
      });
    } catch (error) {
      throw new NotConnectedError(refusalOf(error, url));
    }
  }

  private forget(made: Promise<ChannelModel>): void {
    if (this.current === made) this.current = undefined;
  }
}

/** The library keeps to itself why a server closes what it has only just let in. */
function refusalOf(error: unknown, { pathname }: URL): string {
  const reason = reasonOf(error);
  if (!reason.includes('got <ConnectionClose')) return reason;
  // The address was fit to connect with, so this can be decoded.
  const host = decodeURIComponent(pathname.slice(1));
  return `it lets this account in, and not into the virtual host "${host === '' ? '/' : host}": there is none, or the account has no permissions there`;
}

/**
 * A server that does not answer any more would keep the socket, and with it the process, alive. With an error the library
 * hears of it, and ends its heartbeat.
 */
function endSocket({ connection }: ChannelModel): void {
  (connection as { stream?: Duplex }).stream?.destroy(new NotConnectedError('it was closed'));
}

import type { Broker, BrokerMessage, Land } from '@boardwalk/messaging';
import { Inlet } from './inlet.js';
import { Line } from './line.js';
import { Outlet } from './outlet.js';
import { within } from './patience.js';

/** A way to a queue is open by then, in milliseconds, or sending is given up for now. */
const openMs = 4_500;
/** What is landing when everything is closed has so long, in milliseconds, to be acknowledged. Otherwise it comes again. */
const lastLandingMs = 5_000;

const ports: Readonly<Record<string, number>> = { 'amqp:': 5672, 'amqps:': 5671 };

/**
 * Messages by RabbitMQ, over AMQP 0-9-1: each channel is a quorum queue. It sends and receives over a connection each,
 * because a server that is short of memory or disk stops reading from who sends, and would not hear acknowledgements.
 */
export class RabbitmqBroker implements Broker {
  readonly name = 'rabbitmq';
  readonly system = 'rabbitmq';
  readonly server: Broker['server'];
  private readonly sending: Line;
  private readonly receiving: Line;
  private readonly outlets = new Map<string, Promise<Outlet>>();
  private readonly inlets = new Set<Inlet>();

  /** @param url `amqp://user:password@host:port/virtual-host`, or `amqps:` for TLS */
  constructor(url: string) {
    const { protocol, hostname, port } = new URL(url);
    const usual = ports[protocol];
    if (usual === undefined)
      throw new TypeError(`RabbitMQ has URLs with amqp: or amqps:, not with ${protocol}`);
    this.server = { address: hostname, port: port === '' ? usual : Number(port) };
    this.sending = new Line(url, 'sends');
    this.receiving = new Line(url, 'receives');
  }

  async connect(): Promise<void> {
    await Promise.all([this.sending.open(), this.receiving.open()]);
  }

  /**
   * @throws {NotConnectedError} @throws {BlockedError} @throws {NotConfirmedError} Some of it may have been taken in.
   * @throws {BrokerUnfitError} when the queue was made by somebody else
   */
  async send(channel: string, messages: readonly BrokerMessage[]): Promise<void> {
    this.sending.assertRead();
    const outlet = await within(openMs, this.outletTo(channel));
    await outlet.send(messages);
  }

  async receive(channel: string, land: Land): Promise<() => Promise<void>> {
    const inlet = new Inlet(this.receiving, channel, land);
    this.inlets.add(inlet);
    const end = async (): Promise<void> => {
      await inlet.end();
      this.inlets.delete(inlet);
    };
    try {
      await inlet.start();
    } catch (error) {
      this.inlets.delete(inlet);
      throw error;
    }
    return end;
  }

  async close(): Promise<void> {
    const ended = Promise.all([...this.inlets].map((inlet) => inlet.end()));
    for (const outlet of this.outlets.values())
      outlet.then((open) => open.close('the connection was closed')).catch(() => undefined);
    await within(lastLandingMs, ended).catch(() => undefined);
    await Promise.all([this.sending.close(), this.receiving.close()]);
    await ended;
  }

  private outletTo(queue: string): Promise<Outlet> {
    const known = this.outlets.get(queue);
    if (known !== undefined) return known;
    const opening: Promise<Outlet> = this.sending
      .connection()
      .then((connection) => Outlet.open(connection, queue, () => forget()));
    const forget = (): void => {
      if (this.outlets.get(queue) === opening) this.outlets.delete(queue);
    };
    this.outlets.set(queue, opening);
    opening.catch(forget);
    return opening;
  }
}

import type { DeliveryHost } from '../delivery/delivery-host.js';
import type { LogSources } from '../log/log-sources.js';
import type { Timers } from '../timers.js';
import type { Transport } from '../transports/transport.js';
import type { Broker } from './broker.js';
import { Destinations } from './destinations.js';
import { Forwarder } from './forwarder.js';
import { Landings } from './landings.js';

export interface TrafficTools {
  readonly broker: Broker;
  readonly transport: Transport;
  readonly logs: LogSources;
  readonly host: DeliveryHost;
  readonly timers: Timers;
  readonly owner: string;
}

/** What this process sends to a broker and takes from it. */
export class BrokerTraffic {
  readonly forwarder: Forwarder;
  readonly landings: Landings;

  constructor({ broker, transport, logs, host, timers, owner }: TrafficTools) {
    const destinationsIn = (pool: ConstructorParameters<typeof Destinations>[0]) =>
      new Destinations(pool, broker.name);
    const { own } = logs;
    this.forwarder = new Forwarder(
      { broker, destinations: destinationsIn(own.pool), reader: own.source.reader, timers, owner },
      transport,
    );
    this.landings = new Landings(
      {
        broker,
        pool: own.pool,
        timers,
        subscriptions: () => host.subscriptions,
        grew: () => transport.logGrew(),
      },
      () => logs.all.map(({ source, pool }) => ({ source, destinations: destinationsIn(pool) })),
    );
  }
}

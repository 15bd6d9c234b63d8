export { JetStreamBroker, type JetStreamOptions } from './jetstream.broker.js';
export { NatsHints } from './nats-hints.js';

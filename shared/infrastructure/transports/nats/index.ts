export { JetStreamBroker, type JetStreamOptions } from './jetstream.broker.js';

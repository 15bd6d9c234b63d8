export { KafkaBroker, type KafkaBrokerOptions } from './kafka.broker.js';

export { RabbitmqBroker } from './rabbitmq.broker.js';

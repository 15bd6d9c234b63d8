export { BullmqBroker } from './bullmq.broker.js';

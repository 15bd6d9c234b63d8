export { BullmqBroker } from './bullmq.broker.js';
export { type DomainEvent, DomainEventsQueue, type Translations } from './domain-events-queue.js';

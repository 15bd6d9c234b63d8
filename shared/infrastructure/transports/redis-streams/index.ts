export { RedisStreamsBroker } from './redis-streams.broker.js';

export type { RedisConnection } from './redis-connection.js';
export { RedisLink } from './redis-link.js';

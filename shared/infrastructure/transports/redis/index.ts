export type { RedisConnection } from './redis-connection.js';
export { RedisHints } from './redis-hints.js';
export { RedisLink } from './redis-link.js';

export { addressOf, RedisConnection } from './redis-connection.js';
export { faultOf, type Fault, readInfo } from './server-fitness.js';

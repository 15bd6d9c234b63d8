export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';
export { removeEmbeddedPostgres } from './cluster.js';
export { EmbeddedPostgresError } from './embedded-postgres.errors.js';

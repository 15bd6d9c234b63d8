export { servedDatabase } from './reading/served-database.js';
export { ServedLogModule } from './serving/served-log.module.js';

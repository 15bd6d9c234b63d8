export { CollectivesModule } from './collectives.module.js';

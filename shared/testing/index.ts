export { cloneDatabase, templateDatabase, testDatabase, type TestDatabase } from './test-database.js';

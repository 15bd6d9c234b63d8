import { examineCarrier } from './examine-carrier.js';

examineCarrier('redis-streams');

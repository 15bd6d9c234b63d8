import { examineCarrier } from './examine-carrier.js';

examineCarrier('jetstream');

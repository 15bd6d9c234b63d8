import { statementsOf } from '../database/statement.ts';
import { deliveries } from './deliveries.ts';
import { lanes } from './lanes.ts';
import { log } from './log.ts';
import { own } from './own.ts';

/** Everything that the core may ask its database for in a simulation. */
export const modelledStatements = statementsOf(log, lanes, deliveries, own);

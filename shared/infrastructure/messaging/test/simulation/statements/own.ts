import { databaseError } from '../database/errors.ts';
import { inserted, modelled, selected, updated } from '../database/statement.ts';

/** Takes a transaction id, as any write does. */
export const takeId = 'simulation: take an id';
/** Brings an aggregate to its next version, which is answered. */
export const change = 'simulation: change';
/** A consumer's effect. */
export const effect = 'simulation: effect';
/** What a constraint refuses. */
export const refused = 'simulation: refused';

/** The statements of the simulation's own commands and consumers. */
export const own = [
  modelled(takeId, takeId, (transaction) => {
    transaction.id();
    return selected([]);
  }),

  modelled(change, change, (transaction, [key, command]: [string, string], { tables }) => {
    const row = tables.aggregates.row(key);
    transaction.lock(row);
    const version = (transaction.read(row) ?? 0) + 1;
    transaction.write(row, version);
    transaction.append(tables.changes, { by: transaction, key, version, command });
    return updated(1, [{ version }]);
  }),

  modelled(
    effect,
    effect,
    (transaction, [subscription, eventId, key, owner]: [string, string, string, string], { tables }) => {
      transaction.append(tables.effects, { by: transaction, subscription, eventId, key, owner });
      return inserted(1);
    },
  ),

  modelled(refused, refused, () => {
    throw databaseError('23514', 'new row violates check constraint "simulation"');
  }),
];

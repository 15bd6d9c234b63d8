import pg from 'pg';

/**
 * The driver makes text of values before they leave the process; the model of the database takes them as they are. Loaded before
 * anything that takes the driver's function over.
 */
(pg as unknown as { utils: { prepareValue: (value: unknown) => unknown } }).utils.prepareValue = (value) =>
  value;

import { Kysely, type KyselyConfig, type Transaction, type TransactionBuilder } from 'kysely';
import type { UnitsOfWork } from './units-of-work.js';

/**
 * A query builder whose `transaction()` is a unit of work: it joins the ambient one or opens one. So a library that
 * opens transactions of its own shares them with the aggregates and facts of the same piece of work.
 */
export class AmbientKysely<Tables> extends Kysely<Tables> {
  private readonly units: UnitsOfWork;

  constructor(config: KyselyConfig, units: UnitsOfWork) {
    super(config);
    this.units = units;
  }

  override transaction(): TransactionBuilder<Tables> {
    return new UnitBuilder(this, this.units) as unknown as TransactionBuilder<Tables>;
  }
}

class UnitBuilder<Tables> {
  constructor(
    private readonly query: Kysely<Tables>,
    private readonly units: UnitsOfWork,
  ) {}

  execute<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
    // Statements find their connection by the ambient unit, so the query builder itself is the transaction.
    return this.units.run(() => work(this.query as Transaction<Tables>));
  }

  setIsolationLevel(): never {
    throw new TypeError('A unit of work runs at the isolation level of the database. Leave it as it is.');
  }

  setAccessMode(): never {
    throw new TypeError('A unit of work reads and writes. Leave its access mode as it is.');
  }
}

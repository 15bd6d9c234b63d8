/** A fact was published where no transaction could carry it. */
export class NoUnitOfWorkError extends Error {
  override readonly name = 'NoUnitOfWorkError';
  constructor(what: string) {
    super(
      `${what} outside a unit of work, where nothing would make it durable together with its cause. ` +
        'Reach it through a command (CommandBus.execute) or UnitsOfWork.run().',
    );
  }
}

/** Code of a unit of work went on after it had ended, usually because a promise was not awaited. */
export class UnitOfWorkEndedError extends Error {
  override readonly name = 'UnitOfWorkEndedError';
  constructor() {
    super(
      'This unit of work has ended, but code started in it still uses it. Await every promise inside the command handler.',
    );
  }
}

/** An aggregate recorded events and was saved, but its events were never dispatched. */
export class UndispatchedEventsError extends Error {
  override readonly name = 'UndispatchedEventsError';
  constructor(aggregate: string, kinds: readonly string[]) {
    super(
      `${aggregate} recorded ${kinds.join(', ')}, which nobody dispatched, so the change was rolled back. ` +
        'Its repository must call DomainEvents.dispatchEventsForAggregate() after writing the row.',
    );
  }
}

/** A private event reached neither a publisher nor a local handler. */
export class UnhandledDomainEventError extends Error {
  override readonly name = 'UnhandledDomainEventError';
  constructor(context: string, kind: string) {
    super(
      `Nobody in ${context} listens to its private event ${kind}. Add it to the table \`publishes\` of the context's publisher, ` +
        'as a translation or as `keptPrivate`, or handle it in application/ with @EventsHandler.',
    );
  }
}

/** The database ended the transaction with ROLLBACK although COMMIT was asked for. */
export class TransactionRolledBackError extends Error {
  override readonly name = 'TransactionRolledBackError';
  constructor() {
    super(
      'PostgreSQL answered COMMIT with ROLLBACK: an earlier statement of this transaction had failed and its error was swallowed. ' +
        'Nothing was written. Let errors of queries reach the end of the command handler.',
    );
  }
}

/** The server ended a transaction that nothing was heard of. Nothing was written. */
export class SilentTransactionError extends Error {
  override readonly name = 'SilentTransactionError';
  constructor(silenceMs: number, cause: unknown) {
    super(
      `A unit of work sent no statement for ${silenceMs / 1_000} s, and PostgreSQL ended its transaction, because the rows that it held were in ` +
        "others' way. Either this process was frozen, or the code inside waits for something else than the database: do that before or after.",
      { cause },
    );
  }
}

/** A request got no connection within its patience, or had no chance to get one. Nothing was done. */
export class DatabaseBusyError extends Error {
  override readonly name = 'DatabaseBusyError';
  constructor(why: string) {
    super(
      `No connection to the database is free for this request: ${why}. Nothing was done; ask again in a moment.`,
    );
  }
}

import { DomainError } from '@boardwalk/domain';
import { type Position, printPosition } from './log/position.js';

/** A publisher made a fact that its own contract refuses: a defect of the publisher, so the change is rolled back. */
export class ContractViolationError extends Error {
  override readonly name = 'ContractViolationError';
  constructor(
    readonly type: string,
    readonly violations: readonly string[],
  ) {
    super(
      `${type} does not match its contract: ${violations.join('; ')}. Mend the publisher; nothing was written.`,
    );
  }
}

/** A delivery that no retry can help: parked with its raw bytes. */
export abstract class UnreadableFactError extends Error {}

export class UnknownTypeError extends UnreadableFactError {
  override readonly name = 'UnknownTypeError';
  constructor(type: string) {
    super(
      `No contract here is called "${type}". A newer or older program wrote it, or it is corrupt. ` +
        'Deploy the program that knows it and redrive.',
    );
  }
}

export class CorruptFactError extends UnreadableFactError {
  override readonly name = 'CorruptFactError';
  constructor(what: string) {
    super(`The stored fact cannot be read: ${what}. Its raw bytes are kept here.`);
  }
}

export class SchemaViolationError extends UnreadableFactError {
  override readonly name = 'SchemaViolationError';
  constructor(type: string, violations: readonly string[]) {
    super(`The stored fact does not match ${type}: ${violations.join('; ')}.`);
  }
}

/** A delayed command that nobody here knows. */
export class UnknownCommandError extends UnreadableFactError {
  override readonly name = 'UnknownCommandError';
  constructor(context: string, command: string) {
    super(
      `${context} has no delayed command "${command}" here. A newer or older program asked for it. ` +
        'Deploy the program that knows it and redrive.',
    );
  }
}

export class UnreadableCommandError extends UnreadableFactError {
  override readonly name = 'UnreadableCommandError';
  constructor(context: string, command: string, cause: unknown) {
    super(
      `The stored command ${context}.${command} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { cause },
    );
  }
}

export class DecryptionError extends UnreadableFactError {
  override readonly name = 'DecryptionError';
  constructor(field: string, why: string) {
    super(`The personal field "${field}" cannot be decrypted: ${why}.`);
  }
}

/** Whose data it was is not to be known any more, and without it the fact says nothing: it is passed over. */
export class PersonErasedError extends UnreadableFactError {
  override readonly name = 'PersonErasedError';
  constructor(field: string) {
    super(`The personal field "${field}" is gone: its person was erased.`);
  }
}

/** Somebody else moved the subscription on, or this worker did and never heard of it, or what it had read is no more; what it did since was rolled back. */
export class StaleEpochError extends Error {
  override readonly name = 'StaleEpochError';
  constructor(subscription: string) {
    super(
      `${subscription} is not where this worker left it: its lease went to another, the answer to a commit was lost, or the database crashed. ` +
        'Nothing of what was tried just now was kept; it goes on from the stored place.',
    );
  }
}

/** Keys would move to other cursors, and so lose their order. */
export class BucketsChangedError extends Error {
  override readonly name = 'BucketsChangedError';
  constructor(subscription: string, made: number, wanted: number) {
    super(
      `${subscription} was made with ${counted(made)}, and its consumers ask for ${wanted} now. The number is settled when a subscription is made: ` +
        `set \`static readonly buckets = ${made}\` again, or give the subscription a new name.`,
    );
  }
}

/** Its facts would be taken for those of the other one, and not be delivered. */
export class SameLogError extends Error {
  override readonly name = 'SameLogError';
  constructor(database: string, other: string) {
    super(
      `${database} holds the same log as ${other}: LOG_URLS names one database twice, or one is a copy of the other. ` +
        'Name each database once. Contexts move to a database that was made empty, with their tables and without the schema messaging.',
    );
  }
}

/** Another database's log, or a key from there, is not to be had at the moment. Nothing is wrong with any fact. */
export class LogAwayError extends Error {
  override readonly name = 'LogAwayError';
}

/** Facts would wait for a signal that nobody can send. */
export class TransportCannotError extends Error {
  override readonly name = 'TransportCannotError';
  constructor(transport: string, need: string) {
    super(
      `The transport ${transport} carries facts inside one process only, and ${need}. ` +
        'Run every role in this process and read no other logs, or choose a transport that goes between processes, such as postgres.',
    );
  }
}

function counted(buckets: number): string {
  return `${buckets} ${buckets === 1 ? 'bucket' : 'buckets'}`;
}

/** Nothing was replayed, and nothing was changed. */
export class ReplayRefusedError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'replay-refused';
  constructor(why: string, mend: string) {
    super(`${why} ${mend}`);
  }
}

/** Nothing was changed. */
export class CallNotRepeatableError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'call-not-repeatable';
  constructor(queue: string, id: string) {
    super(
      `${queue} keeps nothing of what the call ${id} would have said, so it cannot be made again. ` +
        'Settle it as sent or failed; whoever needs it can ask for a new one.',
    );
  }
}

/** Nobody was given up: whoever is still there would miss facts, or begin anew. */
export class ReaderInUseError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'reader-in-use';
  constructor(subscription: string, why: string) {
    super(
      `${subscription} is still read: ${why} Start whatever runs it without its context (CONTEXTS), or for a shadow cancel the replay, and ask again in a minute. One that shall only stand still can be paused.`,
    );
  }
}

/** A bridge was not given up: whoever still tells it would have nobody to tell. */
export class BridgeInUseError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'bridge-in-use';
  constructor(bridge: string, teller: string) {
    super(
      `${bridge} is still told facts, by ${teller}. Start every process with the role relay without its address, and ask again in a minute.`,
    );
  }
}

/** What a reader has not read yet has been dropped from the log: its database is older than its last report. */
export class PrunedPositionError extends Error {
  override readonly name = 'PrunedPositionError';
  /** @param oldest up to where the log has been dropped */
  constructor(
    readonly subscription: string,
    cursor: Position,
    readonly oldest: Position,
  ) {
    super(
      `${subscription} stands at ${printPosition(cursor)}, but the log is kept only after ${printPosition(oldest)}, so it would miss facts. ` +
        'Restore its database from a newer backup, or give the subscription a new name: then it begins at the oldest fact that is left.',
    );
  }
}

/** The server would lose messages, or cannot do what is asked of it. */
export class BrokerUnfitError extends Error {
  override readonly name = 'BrokerUnfitError';
  /** @param mend what to change, as a sentence */
  constructor(broker: string, what: string, mend: string) {
    super(`${broker} would lose facts: ${what}. ${mend}`);
  }
}

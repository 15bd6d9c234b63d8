/** How a command of a context is kept until its time. */
export interface DelayedCommandSettings<Command extends object> {
  /** Kept in the rows, so it stays although the class is renamed: `remove-expired-archive`. Unique in its context. */
  readonly name: string;
  /**
   * Makes the command of its own fields as JSON gives them back. Throws when they are not those. They are kept readable: ids,
   * nothing personal.
   */
  readonly read: (fields: unknown) => Command;
}

/** One kind of command that its context may ask for at a later time. Asking is part of the running unit of work. */
export interface DelayedCommand<Command extends object> {
  /**
   * The command runs once, at this time or soon after, in a transaction of its own. There is one of a key at a time: asking
   * again replaces what was asked before.
   * @throws {NoUnitOfWorkError}
   */
  schedule(key: string, at: Date, command: Command): Promise<void>;

  /**
   * Nothing runs for this key any more. False when nothing would have.
   * @throws {NoUnitOfWorkError}
   */
  cancel(key: string): Promise<boolean>;
}

/** A command that gave up, as an operator sees it. */
export interface DeadCommand {
  readonly id: string;
  readonly context: string;
  readonly command: string;
  readonly key: string;
  readonly dueAt: Date;
  readonly attempts: number;
  readonly redrives: number;
  readonly errorClass: string;
  readonly errorMessage: string;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
  readonly traceparent: string | null;
}

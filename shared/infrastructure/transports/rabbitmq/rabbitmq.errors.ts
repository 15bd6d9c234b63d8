/** There is no connection, or the server does not answer on it. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';
  constructor(why: string) {
    super(`RabbitMQ is not reached: ${why}`);
  }
}

/** The server reads nothing from who sends, because it is short of something. */
export class BlockedError extends Error {
  override readonly name = 'BlockedError';
  /** @param reason in the server's words, such as "low on memory" */
  constructor(reason: string) {
    super(
      `RabbitMQ takes in nothing: it is ${reason}. Give it more, or let consumers empty its queues; ` +
        'vm_memory_high_watermark and disk_free_limit say when it stops',
    );
  }
}

/** The server has not said that it holds what was sent. It may hold some of it. */
export class NotConfirmedError extends Error {
  override readonly name = 'NotConfirmedError';
  constructor(queue: string, why: string) {
    super(`What was sent to ${queue} is not confirmed: ${why}`);
  }
}

/**
 * The server knows the queue, and does nothing with it: most of the servers that hold it are away, or one has crashed in the
 * first second of the queue's life and forgotten which files belong to it.
 */
export class MuteQueueError extends Error {
  override readonly name = 'MuteQueueError';
  constructor(queue: string) {
    super(
      `RabbitMQ has the queue ${queue}, but does not answer for it. If it stays so although every server is there, ` +
        `delete it with \`rabbitmqctl delete_queue ${queue}\`: it is made anew, and what was in it is sent again`,
    );
  }
}

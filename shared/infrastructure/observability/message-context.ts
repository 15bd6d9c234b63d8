import { AsyncLocalStorage } from 'node:async_hooks';

/** Which chain of messages the code that runs now belongs to. */
export interface MessageContext {
  /** Shared by everything that one outside stimulus caused. */
  readonly correlationId: string;
  /** The id of the fact that is being consumed; absent at the start of a chain. */
  readonly causationId?: string;
  /** True while a fact is delivered again on purpose. */
  readonly isReplay?: boolean;
  /** The position in the log of the last fact that this stimulus wrote; set after commit, read by the edge. */
  position?: string;
}

const storage = new AsyncLocalStorage<MessageContext>();

export function runWithMessageContext<T>(context: MessageContext, work: () => T): T {
  return storage.run(context, work);
}

export function currentMessageContext(): MessageContext | undefined {
  return storage.getStore();
}

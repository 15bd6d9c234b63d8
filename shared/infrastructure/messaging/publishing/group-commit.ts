import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { contractOf } from '@boardwalk/integration-events';
import type { StampedFact } from '@boardwalk/observability';
import { isDatabaseAway, UnitsOfWork } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';

/** Facts per commit at the most. */
const largestGroup = 500;

interface Append extends PromiseWithResolvers<void> {
  readonly fact: StampedFact;
}

/**
 * Appends facts that belong to no unit of work. Those that come while a commit is under way share the next one, in the order
 * in which they came; each caller hears only of its own fact.
 */
@Injectable()
export class GroupCommit {
  private readonly waiting: Append[] = [];
  private committing = false;
  /** A group belongs to none of its callers: neither to their units nor to their traces. */
  private readonly outside = AsyncLocalStorage.snapshot();

  /** @param endOfTurn resolves when the event loop has done what was ready */
  constructor(
    private readonly units: UnitsOfWork,
    private readonly endOfTurn: () => Promise<unknown> = () => setImmediate(),
  ) {}

  /** Resolves when the fact is durable. */
  append(fact: StampedFact): Promise<void> {
    // The key of a person may be locked by a transaction of somebody else, for which the others need not wait.
    if (contractOf(fact.contract.type)?.personal.length !== 0) return this.commit([fact]);
    const append: Append = { fact, ...Promise.withResolvers<void>() };
    this.waiting.push(append);
    if (!this.committing) {
      this.committing = true;
      void this.outside(() => this.commitAll());
    }
    return append.promise;
  }

  private async commitAll(): Promise<void> {
    // Whoever publishes in this turn of the event loop comes along, those too who waited for the commit before.
    for (await this.endOfTurn(); this.waiting.length > 0; await this.endOfTurn()) {
      await this.commitGroup(this.waiting.splice(0, largestGroup));
    }
    this.committing = false;
  }

  private async commitGroup(group: readonly Append[]): Promise<void> {
    try {
      await this.commit(group.map(({ fact }) => fact));
      for (const { resolve } of group) resolve();
    } catch (error) {
      // Of a commit whose answer was lost nobody knows the outcome, so it must not be tried again.
      if (group.length === 1 || isDatabaseAway(error)) for (const { reject } of group) reject(error);
      else for (const append of group) await this.commitGroup([append]);
    }
  }

  private commit(facts: readonly StampedFact[]): Promise<void> {
    return this.units.run(async (unit) => {
      for (const fact of facts) unit.stage(fact);
    });
  }
}

import { type FactOutcome, FactOutcomes } from '@boardwalk/domain';
import { Injectable } from '@nestjs/common';
import { type AccountDeletion, AccountDeletions } from './account-deletions.js';

export interface DeletionProgress extends AccountDeletion {
  /** `complete`: everybody has dealt with it · `forgotten`: so long ago that the log holds it no more, which takes that all have read it. */
  readonly state: 'running' | 'stuck' | 'complete' | 'forgotten';
  /** By subscription; empty before the fact has come back from the log, and when it is forgotten. */
  readonly subscriptions: readonly FactOutcome[];
}

const settled: readonly FactOutcome['state'][] = ['done', 'passed'];
const stuck: readonly FactOutcome['state'][] = ['dead', 'archived'];

/** How far the choreography of a deletion has come, by what the pipeline knows of the deliveries of its fact. */
@Injectable()
export class DeletionsInProgress {
  constructor(
    private readonly deletions: AccountDeletions,
    private readonly outcomes: FactOutcomes,
  ) {}

  /** Throws `DeletionNotFoundError`. */
  async of(userId: string): Promise<DeletionProgress> {
    return this.progress(await this.deletions.get(userId));
  }

  /** Newest first. */
  async list(
    count: number,
    before?: Pick<AccountDeletion, 'userId' | 'deletedAt'>,
  ): Promise<DeletionProgress[]> {
    const deletions = await this.deletions.list(count, before);
    return Promise.all(deletions.map((deletion) => this.progress(deletion)));
  }

  private async progress(deletion: AccountDeletion): Promise<DeletionProgress> {
    if (deletion.eventId === null) return { ...deletion, state: 'running', subscriptions: [] };
    const subscriptions = await this.outcomes.of(deletion.eventId);
    if (subscriptions === null) return { ...deletion, state: 'forgotten', subscriptions: [] };
    if (subscriptions.every(({ state }) => settled.includes(state)))
      return { ...deletion, state: 'complete', subscriptions };
    const isStuck = subscriptions.some(({ state }) => stuck.includes(state));
    return { ...deletion, state: isStuck ? 'stuck' : 'running', subscriptions };
  }
}

import { type Replay, ReplayRefusedError, Replays, type TableComparison } from '@boardwalk/messaging';
import { Injectable } from '@nestjs/common';
import { type Distance, Subscriptions } from '../consumers/subscriptions.js';

export interface Comparison {
  readonly tables: readonly TableComparison[];
  /** Of the subscription itself from the place where its shadow ends; looked up after the tables. */
  readonly live: Distance;
}

/** What a replay put into the shadow of a context's tables, beside these tables. */
@Injectable()
export class Comparisons {
  constructor(
    private readonly replays: Replays,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** @throws {ReplayRefusedError} when the shadow is not filled, or is that of another replay */
  async of(replay: Replay): Promise<Comparison> {
    const { id, subscription, mode, state, until } = replay;
    if (mode === 'live')
      throw new ReplayRefusedError(
        `The replay ${id} went into the tables of ${subscription} themselves.`,
        'Replay it into a shadow to compare with.',
      );
    if (state !== 'done')
      throw new ReplayRefusedError(
        `The shadow of ${subscription} is not filled: the replay ${id} is ${state}.`,
        'Compare when it is done.',
      );
    const context = contextOf(replay);
    const latest = (await this.replays.list()).find(
      (each) => each.mode === 'shadow' && contextOf(each) === context,
    );
    if (latest !== undefined && latest.id !== id)
      throw new ReplayRefusedError(
        `The shadow of ${context} was made anew by the replay ${latest.id}.`,
        'Compare that one, or replay again.',
      );
    const tables = await this.replays.compare(context);
    return { tables, live: await this.subscriptions.distance(subscription, until) };
  }
}

function contextOf({ subscription }: Replay): string {
  return subscription.split('.', 1)[0] ?? subscription;
}

import { DeadLetters, Redrives } from '@boardwalk/messaging';
import { type Figures, observeFigures } from '@boardwalk/observability';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'pg';
import { type SubscriptionState, Subscriptions } from '../consumers/subscriptions.js';
import { newestWindow } from '../log/newest-window.js';

/** Kinds of failure that are told apart at the most; the rarest are left out. */
const mostGroups = 1_000;

/** What the metrics say of the database: the answers of the operator's API, by the same queries. */
@Injectable()
export class PlatformFigures implements OnApplicationBootstrap, OnApplicationShutdown {
  private end: (() => void) | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly subscriptions: Subscriptions,
    private readonly deadLetters: DeadLetters,
    private readonly redrives: Redrives,
  ) {}

  onApplicationBootstrap(): void {
    this.end = observeFigures(() => this.read());
  }

  onApplicationShutdown(): void {
    this.end?.();
  }

  private async read(): Promise<Figures> {
    const [window, subscriptions, dead, redriven] = await Promise.all([
      newestWindow(this.pool),
      this.subscriptions.all(),
      this.deadLetters.groups({ limit: mostGroups }),
      this.redrives.redriven(),
    ]);
    return {
      pending: { count: window?.waiting ?? 0, ageMs: window?.waitingMs ?? 0 },
      sent: window?.total ?? 0,
      subscriptions: [...Map.groupBy(subscriptions, ({ name }) => name).values()].map(overAllLogs),
      dead,
      redriven,
    };
  }
}

/** A metric speaks of a subscription; what cannot be counted at the moment is left out of the sum. */
function overAllLogs(states: readonly SubscriptionState[]): Figures['subscriptions'][number] {
  const sum = (figure: (state: SubscriptionState) => number) =>
    states.reduce((total, state) => total + figure(state), 0);
  return {
    name: states[0]?.name ?? '',
    lag: sum(({ lag }) => lag ?? 0),
    behindMs: Math.max(...states.map(({ behindMs }) => behindMs)),
    retrying: sum(({ retrying }) => retrying),
    waiting: sum(({ waiting }) => waiting),
  };
}

import {
  BadgeAwardedIntegrationEvent,
  PointsGrantedIntegrationEvent,
  TierReachedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { EventsHandler } from '@nestjs/cqrs';
import { NoteEffect } from './effects.ts';
import type { ChaosFact } from './facts.ts';

const impatient = { attempts: 20, firstDelayMs: 50, longestDelayMs: 500 };
const handlerMs = 1;

const everyContract = [
  PointsGrantedIntegrationEvent,
  BadgeAwardedIntegrationEvent,
  TierReachedIntegrationEvent,
  UserRegisteredIntegrationEvent,
] as const;

/** Takes everything, in batches. */
export class EverythingConsumer extends BaseConsumer<ChaosFact> {
  static readonly subscription = 'chaos.everything';
  static readonly retry = impatient;

  toCommand(fact: ChaosFact): NoteEffect {
    return new NoteEffect(EverythingConsumer.subscription, fact, { takesMs: handlerMs });
  }
}
EventsHandler(...everyContract)(EverythingConsumer);

/** One transaction each; whatever is poison to it is passed over. */
class BadgesConsumer extends BaseConsumer<BadgeAwardedIntegrationEvent> {
  static readonly subscription = 'chaos.badges';
  static readonly batch = false;
  static readonly whenDead = 'skip';
  static readonly retry = impatient;

  toCommand(fact: BadgeAwardedIntegrationEvent): NoteEffect {
    return new NoteEffect(BadgesConsumer.subscription, fact, { takesMs: handlerMs });
  }
}
EventsHandler(BadgeAwardedIntegrationEvent)(BadgesConsumer);

/** Each of its effects promises a call to the world outside. */
class LettersConsumer extends BaseConsumer<TierReachedIntegrationEvent> {
  static readonly subscription = 'chaos.letters';
  static readonly retry = impatient;

  toCommand(fact: TierReachedIntegrationEvent): NoteEffect {
    return new NoteEffect(LettersConsumer.subscription, fact, { takesMs: handlerMs, letter: true });
  }
}
EventsHandler(TierReachedIntegrationEvent)(LettersConsumer);

/** A hundred times slower than the others. */
class SlowConsumer extends BaseConsumer<UserRegisteredIntegrationEvent> {
  static readonly subscription = 'chaos.slow';
  static readonly retry = impatient;

  toCommand(fact: UserRegisteredIntegrationEvent): NoteEffect {
    return new NoteEffect(SlowConsumer.subscription, fact, { takesMs: 100 * handlerMs });
  }
}
EventsHandler(UserRegisteredIntegrationEvent)(SlowConsumer);

/** Everything again, with its keys divided among several cursors. */
class BucketsConsumer extends BaseConsumer<ChaosFact> {
  static readonly subscription = 'chaos.buckets';
  static readonly buckets = 4;
  static readonly retry = impatient;

  toCommand(fact: ChaosFact): NoteEffect {
    return new NoteEffect(BucketsConsumer.subscription, fact, { takesMs: handlerMs });
  }
}
EventsHandler(...everyContract)(BucketsConsumer);

/** Processes that have the same consumers and take over from each other. */
export interface Crew {
  readonly name: string;
  readonly workers: number;
  readonly consumers: readonly (new (...args: never[]) => BaseConsumer<ChaosFact>)[];
}

export const crews: readonly Crew[] = [
  { name: 'everything', workers: 3, consumers: [EverythingConsumer] },
  { name: 'letters', workers: 3, consumers: [BadgesConsumer, LettersConsumer] },
  { name: 'slow', workers: 3, consumers: [SlowConsumer, BucketsConsumer] },
];

/** What each subscription takes. */
export const subscriptions: Readonly<Record<string, readonly string[]>> = {
  [EverythingConsumer.subscription]: everyContract.map(({ type }) => type),
  [BucketsConsumer.subscription]: everyContract.map(({ type }) => type),
  [BadgesConsumer.subscription]: [BadgeAwardedIntegrationEvent.type],
  [LettersConsumer.subscription]: [TierReachedIntegrationEvent.type],
  [SlowConsumer.subscription]: [UserRegisteredIntegrationEvent.type],
};

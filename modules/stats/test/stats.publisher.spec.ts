import { DomainEvents, type DomainEventCallback, SystemClock, SystemIds } from '@boardwalk/domain';
import {
  BadgeAwardedIntegrationEvent,
  type Fact,
  PointsGrantedIntegrationEvent,
  StreakBrokenIntegrationEvent,
  StreakExtendedIntegrationEvent,
  TierReachedIntegrationEvent,
} from '@boardwalk/integration-events';
import { FactStamper } from '@boardwalk/observability';
import type { EventBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import {
  BadgeAwarded,
  PointsGranted,
  type StatsEvent,
  StreakBroken,
  StreakExtended,
  TierReached,
} from '../domain/account.events.js';
import { StatsPublisher } from '../presentation/publishers/stats.publisher.js';

const clock = new SystemClock();
const then = new Date('2026-03-17T18:21:17.000Z');
const eventId = '0192aaaa-0000-7000-8000-000000000001';

/** Runs events through the publisher's table, without a unit of work. */
class Events extends DomainEvents {
  private readonly callbacks = new Map<string, DomainEventCallback>();

  register(callback: DomainEventCallback, kind: string): void {
    this.callbacks.set(kind, callback);
  }
  happened(event: StatsEvent): void {
    void this.callbacks.get(event.kind)?.(event, { sequence: '1.0' });
  }
  markAggregateForDispatch(): void {}
  async dispatchEventsForAggregate(): Promise<void> {}
  clearHandlers(): void {}
  clearMarkedAggregates(): void {}
}

function factsOf(...events: StatsEvent[]): Fact[] {
  const published: Fact[] = [];
  const bus: Pick<EventBus, 'publish'> = { publish: (fact: unknown) => published.push(fact as Fact) };
  const domainEvents = new Events();
  new StatsPublisher(
    bus as EventBus,
    domainEvents,
    new FactStamper(clock, new SystemIds(clock), 'postgresql'),
  ).onModuleInit();
  for (const event of events) domainEvents.happened(event);
  return published;
}

describe('the publisher of stats', () => {
  it('tells of granted points, without the inner numbering of the ledger', () => {
    const granted = new PointsGranted(
      then,
      'u',
      'ada',
      3,
      'publish:@a/b:1',
      'publishing',
      'p',
      50,
      eventId,
      null,
      650,
    );
    expect(factsOf(granted)).toEqual([
      new PointsGrantedIntegrationEvent({
        userId: 'u',
        username: 'ada',
        grantId: 'publish:@a/b:1',
        category: 'publishing',
        source: 'p',
        amount: 50,
        total: 650,
      }),
    ]);
  });

  it('tells of a tier that was reached, and whether the person may be named', () => {
    const reached = new TierReached(then, 'u', 'ada', 'Novice I', 'Novice II', 50, true);
    expect(factsOf(reached)).toEqual([
      new TierReachedIntegrationEvent({
        userId: 'u',
        username: 'ada',
        from: 'Novice I',
        to: 'Novice II',
        total: 50,
        visibility: 'public',
      }),
    ]);
  });

  it('tells of a badge that was awarded, and whether the person may be named', () => {
    const awarded = new BadgeAwarded(
      then,
      'u',
      'ada',
      'first-publish',
      'First Publish',
      100,
      false,
      eventId,
      false,
    );
    expect(factsOf(awarded)).toEqual([
      new BadgeAwardedIntegrationEvent({
        userId: 'u',
        username: 'ada',
        badgeId: 'first-publish',
        name: 'First Publish',
        points: 100,
        visibility: 'private',
      }),
    ]);
  });

  it('tells of streaks, both ways', () => {
    expect(
      factsOf(
        new StreakExtended(then, 'u', 'ada', 7, '2026-03-17'),
        new StreakBroken(then, 'u', 'ada', 6, '2026-03-15'),
      ),
    ).toEqual([
      new StreakExtendedIntegrationEvent({ userId: 'u', username: 'ada', days: 7, date: '2026-03-17' }),
      new StreakBrokenIntegrationEvent({ userId: 'u', username: 'ada', days: 6, lastDate: '2026-03-15' }),
    ]);
  });

  it('gives a fact the time of what it is about, however late that is processed', () => {
    const [fact] = factsOf(new TierReached(then, 'u', 'ada', 'Novice I', 'Novice II', 50, true));
    expect(fact?.metadata.occurredAt).toBe(then.toISOString());
  });
});

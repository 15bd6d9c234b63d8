import {
  BadgeAwardedIntegrationEvent,
  PointsGrantedIntegrationEvent,
  StreakBrokenIntegrationEvent,
  StreakExtendedIntegrationEvent,
  TierReachedIntegrationEvent,
} from '@boardwalk/integration-events';
import { BasePublisher, type Publishes } from '@boardwalk/observability';
import { Injectable } from '@nestjs/common';
import type {
  BadgeAwarded,
  PointsGranted,
  StatsEvent,
  StreakBroken,
  StreakExtended,
  TierReached,
} from '../../domain/account.events.js';

@Injectable()
export class StatsPublisher extends BasePublisher<StatsEvent> {
  protected readonly publishes: Publishes<StatsEvent> = {
    PointsGranted: (event) => this.publishPointsGranted(event),
    TierReached: (event) => this.publishTierReached(event),
    BadgeAwarded: (event) => this.publishBadgeAwarded(event),
    StreakExtended: (event) => this.publishStreakExtended(event),
    StreakBroken: (event) => this.publishStreakBroken(event),
  };

  publishPointsGranted(event: PointsGranted): void {
    const { userId, username, grantId, category, source, amount, total } = event;
    this.publish(
      new PointsGrantedIntegrationEvent({ userId, username, grantId, category, source, amount, total }),
    );
  }

  publishTierReached(event: TierReached): void {
    const { userId, username, from, to, total } = event;
    const visibility = visibilityOf(event);
    this.publish(new TierReachedIntegrationEvent({ userId, username, from, to, total, visibility }));
  }

  publishBadgeAwarded(event: BadgeAwarded): void {
    const { userId, username, badgeId, name, points } = event;
    const visibility = visibilityOf(event);
    this.publish(new BadgeAwardedIntegrationEvent({ userId, username, badgeId, name, points, visibility }));
  }

  publishStreakExtended({ userId, username, days, date }: StreakExtended): void {
    this.publish(new StreakExtendedIntegrationEvent({ userId, username, days, date }));
  }

  publishStreakBroken({ userId, username, days, lastDate }: StreakBroken): void {
    this.publish(new StreakBrokenIntegrationEvent({ userId, username, days, lastDate }));
  }
}

function visibilityOf({ isPublic }: { readonly isPublic: boolean }): 'public' | 'private' {
  return isPublic ? 'public' : 'private';
}

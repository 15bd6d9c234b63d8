import {
  BadgeAwardedIntegrationEvent,
  PointsGrantedIntegrationEvent,
  TierReachedIntegrationEvent,
} from '@boardwalk/integration-events';
import { BasePublisher, type Publishes } from '@boardwalk/observability';
import { Injectable } from '@nestjs/common';
import type { BadgeAwarded, PointsGranted, StatsEvent, TierReached } from '../../domain/account.events.js';

@Injectable()
export class StatsPublisher extends BasePublisher<StatsEvent> {
  protected readonly publishes: Publishes<StatsEvent> = {
    PointsGranted: (event) => this.publishPointsGranted(event),
    TierReached: (event) => this.publishTierReached(event),
    BadgeAwarded: (event) => this.publishBadgeAwarded(event),
  };

  publishPointsGranted(event: PointsGranted): void {
    const { userId, username, grantId, category, source, amount, total } = event;
    this.publish(
      new PointsGrantedIntegrationEvent({ userId, username, grantId, category, source, amount, total }),
    );
  }

  publishTierReached(event: TierReached): void {
    const { userId, username, from, to, total } = event;
    this.publish(new TierReachedIntegrationEvent({ userId, username, from, to, total }));
  }

  publishBadgeAwarded(event: BadgeAwarded): void {
    const { userId, username, badgeId, name, points } = event;
    this.publish(new BadgeAwardedIntegrationEvent({ userId, username, badgeId, name, points }));
  }
}

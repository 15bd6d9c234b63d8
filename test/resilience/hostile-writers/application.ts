import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import {
  BadgeAwardedIntegrationEvent,
  PointsGrantedIntegrationEvent,
  TierReachedIntegrationEvent,
} from '@boardwalk/integration-events';
import type { MessagingRole } from '@boardwalk/messaging';
import { BaseConsumer } from '@boardwalk/observability';
import { Database, PersistenceModule } from '@boardwalk/persistence';
import { Inject, Module } from '@nestjs/common';
import { CommandHandler, EventsHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type MessagingApplication, startMessagingApplication } from '../../servers/messaging-application.ts';

// Decorators are called as functions: Node runs this file as it is.

/** Three contracts that share an ordering key. */
export type HostileFact =
  | PointsGrantedIntegrationEvent
  | BadgeAwardedIntegrationEvent
  | TierReachedIntegrationEvent;

/** The place of a fact among those of its key. */
const versionOf = (fact: HostileFact): number => ('total' in fact ? fact.total : fact.points);

export function hostileFact(key: string, version: number): HostileFact {
  const who = { userId: key, username: key };
  switch (version % 3) {
    case 0:
      return new BadgeAwardedIntegrationEvent({ ...who, badgeId: 'b', name: 'B', points: version });
    case 1:
      return new TierReachedIntegrationEvent({ ...who, from: 'a', to: 'b', total: version });
    default:
      return new PointsGrantedIntegrationEvent({
        ...who,
        grantId: `${key}-${version}`,
        category: 'c',
        source: 's',
        amount: 1,
        total: version,
      });
  }
}

export interface HostileTables {
  effects: { subscription: string; event_id: string; key: string; version: number; worker: string };
}

class NoteEffect {
  readonly subscription: string;
  readonly eventId: string;
  readonly key: string;
  readonly version: number;

  constructor(subscription: string, fact: HostileFact) {
    this.subscription = subscription;
    this.eventId = fact.metadata.eventId;
    this.key = fact.userId;
    this.version = versionOf(fact);
  }
}

/** Handlers take a moment, and one in a thousand fails after it has written. */
const handlerMs = 1;
const failureRate = 0.001;

const Worker = Symbol('name of the worker');

class NoteEffectHandler implements ICommandHandler<NoteEffect> {
  private readonly database: Database<HostileTables>;
  private readonly worker: string;

  constructor(database: Database<HostileTables>, worker: string) {
    this.database = database;
    this.worker = worker;
  }

  async execute({ subscription, eventId, key, version }: NoteEffect): Promise<void> {
    await this.database.query
      .insertInto('effects')
      .values({ subscription, event_id: eventId, key, version, worker: this.worker })
      .execute();
    await pause(handlerMs);
    if (Math.random() < failureRate) throw new Error('A handler fails now and then.');
  }
}
CommandHandler(NoteEffect)(NoteEffectHandler);
Inject(Database)(NoteEffectHandler, undefined, 0);
Inject(Worker)(NoteEffectHandler, undefined, 1);

const impatient = { attempts: 20, firstDelayMs: 50, longestDelayMs: 500 };

/** Takes everything, in batches. */
class EverythingConsumer extends BaseConsumer<HostileFact> {
  static readonly subscription = 'hostile.everything';
  static readonly retry = impatient;

  toCommand(fact: HostileFact): NoteEffect {
    return new NoteEffect(EverythingConsumer.subscription, fact);
  }
}
EventsHandler(
  PointsGrantedIntegrationEvent,
  BadgeAwardedIntegrationEvent,
  TierReachedIntegrationEvent,
)(EverythingConsumer);

/** Takes every third fact of a key, one transaction each. */
class BadgesConsumer extends BaseConsumer<BadgeAwardedIntegrationEvent> {
  static readonly subscription = 'hostile.badges';
  static readonly batch = false;
  static readonly retry = impatient;

  toCommand(fact: BadgeAwardedIntegrationEvent): NoteEffect {
    return new NoteEffect(BadgesConsumer.subscription, fact);
  }
}
EventsHandler(BadgeAwardedIntegrationEvent)(BadgesConsumer);

/** What each subscription takes. */
export const subscriptions = {
  [EverythingConsumer.subscription]: [
    PointsGrantedIntegrationEvent.type,
    BadgeAwardedIntegrationEvent.type,
    TierReachedIntegrationEvent.type,
  ],
  [BadgesConsumer.subscription]: [BadgeAwardedIntegrationEvent.type],
} as const;

/** The pipeline with the consumers above. Without roles it only writes. */
export function startApplication(
  url: string,
  name: string,
  roles: readonly MessagingRole[],
): Promise<MessagingApplication> {
  class HostileModule {}
  Module({
    imports: [PersistenceModule.forContext('hostile', import.meta.url)],
    providers: [{ provide: Worker, useValue: name }, NoteEffectHandler, EverythingConsumer, BadgesConsumer],
  })(HostileModule);
  return startMessagingApplication({ url, name, roles, modules: [HostileModule] });
}

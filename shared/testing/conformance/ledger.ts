import {
  BadgeAwardedIntegrationEvent,
  type Fact,
  PointsGrantedIntegrationEvent,
} from '@boardwalk/integration-events';
import type { Position } from '@boardwalk/messaging';
import { BaseConsumer } from '@boardwalk/observability';
import { Database, PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Injectable, Module, type Type } from '@nestjs/common';
import { CommandHandler, EventsHandler, type ICommandHandler } from '@nestjs/cqrs';

/** Two contracts that share an ordering key. */
export type LedgerFact = PointsGrantedIntegrationEvent | BadgeAwardedIntegrationEvent;

interface LedgerTables {
  entries: { subscription: string; event_id: string; key: string; number: number };
}

/** The place of a fact among those of its key, counted from 1: odd ones are points, even ones badges. */
export function ledgerFact(key: string, number: number): LedgerFact {
  const who = { userId: key, username: `user-${key}` };
  return number % 2 === 0
    ? new BadgeAwardedIntegrationEvent({ ...who, badgeId: 'b', name: 'B', points: number })
    : new PointsGrantedIntegrationEvent({
        ...who,
        grantId: `${key}-${number}`,
        category: 'c',
        source: 's',
        amount: 1,
        total: number,
      });
}

/** What the consumers of one application do when a fact reaches them: by default they write one entry. */
export class Conduct {
  /** What is thrown after the entry was written. */
  fail: (entry: NoteEntry) => Error | undefined = () => undefined;
  /** What happens between an entry and the end of its handler. */
  meanwhile: (entry: NoteEntry) => Promise<void> = async () => undefined;
}

export class NoteEntry {
  constructor(
    readonly subscription: string,
    readonly eventId: string,
    readonly key: string,
    readonly number: number,
  ) {}
}

function entryOf(subscription: string, fact: LedgerFact): NoteEntry {
  const number = fact instanceof PointsGrantedIntegrationEvent ? fact.total : fact.points;
  return new NoteEntry(subscription, fact.metadata.eventId, fact.userId, number);
}

@Injectable()
@CommandHandler(NoteEntry)
class NoteEntryHandler implements ICommandHandler<NoteEntry> {
  constructor(
    private readonly database: Database<LedgerTables>,
    private readonly conduct: Conduct,
  ) {}

  async execute(entry: NoteEntry): Promise<void> {
    const { subscription, eventId, key, number } = entry;
    await this.database.query
      .insertInto('entries')
      .values({ subscription, event_id: eventId, key, number })
      .execute();
    await this.conduct.meanwhile(entry);
    const failure = this.conduct.fail(entry);
    if (failure !== undefined) throw failure;
  }
}

const impatient = { attempts: 3, firstDelayMs: 20, longestDelayMs: 100 };

/** Takes both facts, in so many buckets that several processes get some of them, whatever they are called. */
@EventsHandler(PointsGrantedIntegrationEvent, BadgeAwardedIntegrationEvent)
class AccountsConsumer extends BaseConsumer<LedgerFact> {
  static readonly subscription = 'ledger.accounts';
  static readonly buckets = 12;
  static readonly retry = impatient;

  toCommand(fact: LedgerFact): NoteEntry {
    return entryOf(AccountsConsumer.subscription, fact);
  }
}

/** Takes one of them. */
@EventsHandler(PointsGrantedIntegrationEvent)
class PointsConsumer extends BaseConsumer<PointsGrantedIntegrationEvent> {
  static readonly subscription = 'ledger.points';
  static readonly retry = impatient;

  toCommand(fact: PointsGrantedIntegrationEvent): NoteEntry {
    return entryOf(PointsConsumer.subscription, fact);
  }
}

@Module({})
class LedgerModule {}

export const accounts = AccountsConsumer.subscription;
export const points = PointsConsumer.subscription;

/** A small context that keeps a ledger of facts. */
export function ledger(conduct: Conduct, more: readonly Type<BaseConsumer<Fact>>[] = []): DynamicModule {
  return {
    module: LedgerModule,
    imports: [PersistenceModule.forContext('ledger', import.meta.url)],
    providers: [
      { provide: Conduct, useValue: conduct },
      NoteEntryHandler,
      AccountsConsumer,
      PointsConsumer,
      ...more,
    ],
  };
}

/** A consumer that nobody had thought of when the first facts were written. */
export function lateConsumer(name: string, start?: 'now' | Position): Type<BaseConsumer<Fact>> {
  class LateConsumer extends BaseConsumer<PointsGrantedIntegrationEvent> {
    static readonly subscription = name;
    static readonly start = start ?? 'genesis';

    toCommand(fact: PointsGrantedIntegrationEvent): NoteEntry {
      return entryOf(name, fact);
    }
  }
  EventsHandler(PointsGrantedIntegrationEvent)(LateConsumer);
  return LateConsumer as unknown as Type<BaseConsumer<Fact>>;
}

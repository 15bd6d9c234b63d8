import { AggregateRoot, DomainError, DomainEvents, type IDomainEvent } from '@boardwalk/domain';
import {
  BadgeAwardedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  type Fact,
  InviteSentIntegrationEvent,
  PointsGrantedIntegrationEvent,
} from '@boardwalk/integration-events';
import { BaseConsumer, BasePublisher, keptPrivate, type Publishes } from '@boardwalk/observability';
import { Database, PersistenceModule } from '@boardwalk/persistence';
import { Module } from '@nestjs/common';
import { CommandHandler, EventsHandler, type ICommandHandler } from '@nestjs/cqrs';

interface ProbeTables {
  effects: { event_id: string; subscription: string; key: string; detail: string };
  parcels: { id: string; status: string; version: number };
}

/** What the probe's consumers do when a fact reaches them: by default they write one effect. */
export const behaviour: {
  /** What a consumer throws after it has written. */
  fail: (detail: string) => Error | undefined;
  /** What happens between its effect and its end. */
  meanwhile: () => Promise<void>;
} = { fail: () => undefined, meanwhile: async () => undefined };

export function behaveWell(): void {
  behaviour.fail = () => undefined;
  behaviour.meanwhile = async () => undefined;
}

export class ParcelPacked implements IDomainEvent {
  readonly kind = 'ParcelPacked' as const;
  constructor(
    readonly dateTimeOccurred: Date,
    readonly id: string,
  ) {}
  getAggregateId(): string {
    return this.id;
  }
}

export class ParcelWeighed implements IDomainEvent {
  readonly kind = 'ParcelWeighed' as const;
  constructor(
    readonly dateTimeOccurred: Date,
    readonly id: string,
  ) {}
  getAggregateId(): string {
    return this.id;
  }
}

export class ParcelLost implements IDomainEvent {
  readonly kind = 'ParcelLost' as const;
  constructor(
    readonly dateTimeOccurred: Date,
    readonly id: string,
  ) {}
  getAggregateId(): string {
    return this.id;
  }
}

type ParcelEvent = ParcelPacked | ParcelWeighed;

class Parcel extends AggregateRoot<ParcelEvent | ParcelLost> {
  constructor(
    readonly id: string,
    version: number,
  ) {
    super(version);
  }

  pack(at: Date): void {
    this.addDomainEvent(new ParcelPacked(at, this.id));
    this.addDomainEvent(new ParcelWeighed(at, this.id));
  }

  lose(at: Date): void {
    this.addDomainEvent(new ParcelLost(at, this.id));
  }
}

export class ProbeRefusal extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'probe-refusal';
}

/** `then` decides how the command ends after the parcel has been saved. */
export class PackParcel {
  constructor(
    readonly id: string,
    readonly then: 'succeed' | 'fail' | 'forget to dispatch' | 'lose it' = 'succeed',
  ) {}
}

@CommandHandler(PackParcel)
class PackParcelHandler implements ICommandHandler<PackParcel> {
  constructor(
    private readonly database: Database<ProbeTables>,
    private readonly domainEvents: DomainEvents,
  ) {}

  async execute({ id, then }: PackParcel): Promise<void> {
    const parcel = new Parcel(id, 0);
    this.domainEvents.markAggregateForDispatch(parcel);
    parcel.pack(new Date('2026-06-01T10:00:00.000Z'));
    if (then === 'lose it') parcel.lose(new Date('2026-06-01T10:00:00.000Z'));
    const version = parcel.advance();
    await this.database.query.insertInto('parcels').values({ id, status: 'packed', version }).execute();
    if (then !== 'forget to dispatch') await this.domainEvents.dispatchEventsForAggregate(parcel);
    if (then === 'fail') throw new ProbeRefusal('The probe was told to fail.');
  }
}

export class ProbePublisher extends BasePublisher<ParcelEvent> {
  protected readonly publishes: Publishes<ParcelEvent> = {
    ParcelPacked: (event) => this.publishPacked(event),
    ParcelWeighed: keptPrivate,
  };

  publishPacked(event: ParcelPacked): void {
    this.publish(extensionPublished(event.id));
  }
}

export function extensionPublished(
  name: string,
  version = '2026.06.01.1',
): ExtensionPublishedIntegrationEvent {
  return new ExtensionPublishedIntegrationEvent({
    extensionName: `@probe/${name}`,
    version,
    userId: 'u1',
    username: 'ada',
  });
}

export class NoteEffect {
  constructor(
    readonly subscription: string,
    readonly eventId: string,
    readonly key: string,
    readonly detail: string,
  ) {}
}

@CommandHandler(NoteEffect)
class NoteEffectHandler implements ICommandHandler<NoteEffect> {
  constructor(private readonly database: Database<ProbeTables>) {}

  async execute({ subscription, eventId, key, detail }: NoteEffect): Promise<void> {
    await this.database.query
      .insertInto('effects')
      .values({ event_id: eventId, subscription, key, detail })
      .execute();
    await behaviour.meanwhile();
    const failure = behaviour.fail(detail);
    if (failure !== undefined) throw failure;
  }
}

@EventsHandler(ExtensionPublishedIntegrationEvent)
class ExtensionPublishedConsumer extends BaseConsumer<ExtensionPublishedIntegrationEvent> {
  toCommand(event: ExtensionPublishedIntegrationEvent) {
    if (event.username === 'nobody') return null;
    return new NoteEffect(
      'probe.extension-published',
      event.metadata.eventId,
      event.extensionName,
      event.version,
    );
  }
}

@EventsHandler(PointsGrantedIntegrationEvent, BadgeAwardedIntegrationEvent)
class ScoresConsumer extends BaseConsumer<PointsGrantedIntegrationEvent | BadgeAwardedIntegrationEvent> {
  static readonly subscription = 'probe.scores';
  static readonly whenDead = 'skip';
  static readonly retry = { attempts: 2, firstDelayMs: 1_000, longestDelayMs: 1_000 };

  toCommand(event: PointsGrantedIntegrationEvent | BadgeAwardedIntegrationEvent) {
    return new NoteEffect('probe.scores', event.metadata.eventId, event.userId, event.constructor.name);
  }
}

@EventsHandler(InviteSentIntegrationEvent)
class InviteSentConsumer extends BaseConsumer<InviteSentIntegrationEvent> {
  toCommand(event: InviteSentIntegrationEvent) {
    return new NoteEffect(
      'probe.invite-sent',
      event.metadata.eventId,
      event.collectiveId,
      `${event.inviteeEmail} ${event.token}`,
    );
  }
}

@Module({
  imports: [PersistenceModule.forContext('probe', import.meta.url)],
  providers: [
    PackParcelHandler,
    NoteEffectHandler,
    ProbePublisher,
    ExtensionPublishedConsumer,
    ScoresConsumer,
    InviteSentConsumer,
  ],
})
export class ProbeModule {}

export interface Effect {
  readonly event_id: string;
  readonly key: string;
  readonly detail: string;
}

export function idOf(fact: Fact): string {
  return fact.metadata.eventId;
}

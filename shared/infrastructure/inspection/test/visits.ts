import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { Database, PersistenceModule } from '@boardwalk/persistence';
import { Module } from '@nestjs/common';
import { CommandHandler, EventsHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Generated } from 'kysely';

interface VisitTables {
  readonly visits: { readonly place: Generated<number>; readonly username: string };
}

class NoteVisit {
  constructor(readonly username: string) {}
}

@CommandHandler(NoteVisit)
class NoteVisitHandler implements ICommandHandler<NoteVisit> {
  constructor(private readonly database: Database<VisitTables>) {}

  async execute({ username }: NoteVisit): Promise<void> {
    await this.database.query.insertInto('visits').values({ username }).execute();
  }
}

@EventsHandler(UserRegisteredIntegrationEvent)
class VisitConsumer extends BaseConsumer<UserRegisteredIntegrationEvent> {
  static readonly subscription = 'visits.people';

  toCommand({ username }: UserRegisteredIntegrationEvent): NoteVisit {
    return new NoteVisit(username);
  }
}
export const subscription = VisitConsumer.subscription;

/** A context with a table, so that it can be shadowed. */
@Module({
  imports: [PersistenceModule.forContext('visits', import.meta.url)],
  providers: [NoteVisitHandler, VisitConsumer],
})
export class VisitsModule {}

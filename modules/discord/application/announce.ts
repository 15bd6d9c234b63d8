import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Announcement, isNews } from '../domain/announcement.js';
import { HiddenPeople } from './hidden-people.js';
import { PostOutbox } from './post-outbox.js';

export class Announce {
  constructor(
    readonly eventId: string,
    readonly occurredAt: Date,
    /** Whom it names. */
    readonly userId: string,
    readonly announcement: Announcement,
  ) {}
}

/** Promises a post, unless it is old news or names somebody who is hidden. */
@CommandHandler(Announce)
export class AnnounceHandler implements ICommandHandler<Announce, void> {
  constructor(
    private readonly outbox: PostOutbox,
    private readonly people: HiddenPeople,
    private readonly clock: Clock,
  ) {}

  async execute({ eventId, occurredAt, userId, announcement }: Announce): Promise<void> {
    if (!isNews(occurredAt, this.clock.now())) return;
    if (await this.people.includes(userId)) return;
    await this.outbox.add({ eventId, occurredAt, userId, announcement });
  }
}

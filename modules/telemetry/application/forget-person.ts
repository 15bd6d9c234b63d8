import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { secondSweepMs } from '../domain/limits.js';
import { ForgottenPeople } from './forgotten-people.js';
import { type RecordTrackedEvent, RecordTrackedEventHandler } from './record-tracked-event.js';
import { SinkDeletions } from './sink-deletions.js';
import { Sweeps } from './sweeps.js';

/** An account is gone: a fixed word stands for the person from now on. */
export class ForgetPerson {
  constructor(
    readonly userId: string,
    /** That it is gone is recorded as well, of nobody in particular. */
    readonly record: RecordTrackedEvent,
  ) {}
}

@CommandHandler(ForgetPerson)
export class ForgetPersonHandler implements ICommandHandler<ForgetPerson, void> {
  constructor(
    private readonly people: ForgottenPeople,
    private readonly sweeps: Sweeps,
    private readonly deletions: SinkDeletions,
    private readonly records: RecordTrackedEventHandler,
    private readonly clock: Clock,
  ) {}

  async execute({ userId, record }: ForgetPerson): Promise<void> {
    await this.people.forget(userId);
    const swept = new Date(this.clock.now().getTime() + secondSweepMs);
    await this.sweeps.plan(userId, swept);
    await this.deletions.ask(userId, record.eventId, swept);
    await this.records.execute(record);
  }
}

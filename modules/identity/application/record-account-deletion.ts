import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccountDeletions } from './account-deletions.js';

/** The fact of a deletion is in the log: whoever asks what became of it can be told from now on. */
export class RecordAccountDeletion {
  constructor(
    readonly userId: string,
    readonly deletedAt: Date,
    readonly eventId: string,
  ) {}
}

@CommandHandler(RecordAccountDeletion)
export class RecordAccountDeletionHandler implements ICommandHandler<RecordAccountDeletion> {
  constructor(private readonly deletions: AccountDeletions) {}

  async execute({ userId, deletedAt, eventId }: RecordAccountDeletion): Promise<void> {
    await this.deletions.tell({ userId, deletedAt, eventId });
  }
}

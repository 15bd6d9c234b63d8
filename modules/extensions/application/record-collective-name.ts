import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Memberships } from './memberships.js';

/** A collective has another slug. What is published under it keeps its name; what comes bears the new slug. */
export class RecordCollectiveName {
  constructor(
    readonly collectiveId: string,
    readonly formerSlug: string,
    readonly slug: string,
  ) {}
}

@CommandHandler(RecordCollectiveName)
export class RecordCollectiveNameHandler implements ICommandHandler<RecordCollectiveName, void> {
  constructor(private readonly memberships: Memberships) {}

  async execute({ collectiveId, formerSlug, slug }: RecordCollectiveName): Promise<void> {
    await this.memberships.renameCollective(collectiveId, formerSlug, slug);
  }
}

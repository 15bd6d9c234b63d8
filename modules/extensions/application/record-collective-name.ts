import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Attribution } from './attribution.js';
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
  constructor(
    private readonly memberships: Memberships,
    private readonly attribution: Attribution,
  ) {}

  async execute({ collectiveId, formerSlug, slug }: RecordCollectiveName): Promise<void> {
    await this.memberships.renameCollective(collectiveId, formerSlug, slug);
    await this.attribution.renameHome(collectiveId, slug);
  }
}

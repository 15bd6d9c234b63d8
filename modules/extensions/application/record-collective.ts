import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Memberships } from './memberships.js';

/** There is a collective to publish under. */
export class RecordCollective {
  constructor(
    readonly collectiveId: string,
    readonly slug: string,
    readonly personal: boolean,
  ) {}
}

@CommandHandler(RecordCollective)
export class RecordCollectiveHandler implements ICommandHandler<RecordCollective, void> {
  constructor(private readonly memberships: Memberships) {}

  async execute({ collectiveId, slug, personal }: RecordCollective): Promise<void> {
    await this.memberships.addCollective({ collectiveId, slug, personal });
  }
}

import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Memberships } from './memberships.js';

/** A collective is no more. What is public under it can be pulled as before, and nobody changes it any more. */
export class RecordDissolution {
  constructor(readonly collectiveId: string) {}
}

@CommandHandler(RecordDissolution)
export class RecordDissolutionHandler implements ICommandHandler<RecordDissolution, void> {
  constructor(private readonly memberships: Memberships) {}

  async execute({ collectiveId }: RecordDissolution): Promise<void> {
    await this.memberships.dissolveCollective(collectiveId);
  }
}

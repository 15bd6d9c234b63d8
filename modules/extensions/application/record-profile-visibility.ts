import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Memberships } from './memberships.js';

/** Others may find somebody from now on, or may not. */
export class RecordProfileVisibility {
  constructor(
    readonly userId: string,
    readonly isPublic: boolean,
  ) {}
}

@CommandHandler(RecordProfileVisibility)
export class RecordProfileVisibilityHandler implements ICommandHandler<RecordProfileVisibility, void> {
  constructor(private readonly memberships: Memberships) {}

  execute({ userId, isPublic }: RecordProfileVisibility): Promise<void> {
    return this.memberships.setPublic(userId, isPublic);
  }
}

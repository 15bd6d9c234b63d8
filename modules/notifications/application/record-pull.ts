import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Pulls } from './pulls.js';

/** Somebody pulled a version, and wants to know what becomes of it. */
export class RecordPull {
  constructor(
    readonly extensionName: string,
    readonly version: string,
    readonly userId: string,
    readonly at: Date,
  ) {}
}

@CommandHandler(RecordPull)
export class RecordPullHandler implements ICommandHandler<RecordPull, void> {
  constructor(private readonly pulls: Pulls) {}

  execute(pull: RecordPull): Promise<void> {
    return this.pulls.add(pull);
  }
}

import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PublishedExtensions } from './published-extensions.js';

/** An operator removed from sight what a collective published, or put it back. */
export class RecordTakeDown {
  constructor(
    readonly extensionName: string,
    readonly takenDown: boolean,
  ) {}
}

@CommandHandler(RecordTakeDown)
export class RecordTakeDownHandler implements ICommandHandler<RecordTakeDown, void> {
  constructor(private readonly extensions: PublishedExtensions) {}

  execute({ extensionName, takenDown }: RecordTakeDown): Promise<void> {
    return this.extensions.setTakenDown(extensionName, takenDown);
  }
}

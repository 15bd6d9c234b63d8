import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PublishedExtensions } from './published-extensions.js';

/** What a collective published may be seen by anybody from now on, or by its members only. */
export class RecordVisibility {
  constructor(
    readonly extensionName: string,
    readonly isPublic: boolean,
  ) {}
}

@CommandHandler(RecordVisibility)
export class RecordVisibilityHandler implements ICommandHandler<RecordVisibility, void> {
  constructor(private readonly extensions: PublishedExtensions) {}

  execute({ extensionName, isPublic }: RecordVisibility): Promise<void> {
    return this.extensions.setPublic(extensionName, isPublic);
  }
}

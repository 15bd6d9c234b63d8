import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PublishedExtensions } from './published-extensions.js';

/** A collective published something. */
export class RecordPublication {
  constructor(
    readonly extensionName: string,
    /** The collective's slug when the extension was named. */
    readonly slug: string,
    readonly isPublic: boolean,
  ) {}
}

@CommandHandler(RecordPublication)
export class RecordPublicationHandler implements ICommandHandler<RecordPublication, void> {
  constructor(private readonly extensions: PublishedExtensions) {}

  execute({ extensionName, slug, isPublic }: RecordPublication): Promise<void> {
    return this.extensions.record(extensionName, slug, isPublic);
  }
}

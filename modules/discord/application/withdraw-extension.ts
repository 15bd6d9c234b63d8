import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PostOutbox } from './post-outbox.js';

/** An extension, or a version of it, is not to be pointed at any more. */
export class WithdrawExtension {
  constructor(
    readonly extensionName: string,
    /** Undefined means all of them. */
    readonly version: string | undefined,
    /** Yanked is no secret: what was said of it stays. */
    readonly because: 'yanked' | 'private' | 'taken down',
  ) {}
}

@CommandHandler(WithdrawExtension)
export class WithdrawExtensionHandler implements ICommandHandler<WithdrawExtension, void> {
  constructor(private readonly outbox: PostOutbox) {}

  async execute({ extensionName, version, because }: WithdrawExtension): Promise<void> {
    const selection = { extensionName, ...(version !== undefined && { version }) };
    const reason = `the extension is ${because}`;
    if (because === 'yanked') await this.outbox.withhold(selection, reason);
    else await this.outbox.takeBack(selection, reason);
  }
}

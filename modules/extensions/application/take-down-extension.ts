import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ExtensionNotFoundError } from '../domain/extension.errors.js';
import { ExtensionName } from '../domain/extension-name.js';
import { ExtensionRepository } from '../domain/extension.repository.js';

/** An operator hides an extension from everybody. */
export class TakeDownExtension {
  constructor(
    readonly name: string,
    /** Told to whoever asks for the extension by its name. */
    readonly reason: string,
  ) {}
}

@CommandHandler(TakeDownExtension)
export class TakeDownExtensionHandler implements ICommandHandler<TakeDownExtension, void> {
  constructor(
    private readonly extensions: ExtensionRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ name, reason }: TakeDownExtension): Promise<void> {
    const extension = await this.extensions.getWhole(ExtensionName.parse(name));
    if (extension === null) throw new ExtensionNotFoundError(name);
    extension.takeDown(reason, this.clock.now());
    await this.extensions.save(extension);
  }
}

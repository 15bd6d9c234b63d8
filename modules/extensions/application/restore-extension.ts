import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ExtensionNotFoundError } from '../domain/extension.errors.js';
import { ExtensionName } from '../domain/extension-name.js';
import { ExtensionRepository } from '../domain/extension.repository.js';

/** An operator shows again what was taken down, as it was. */
export class RestoreExtension {
  constructor(readonly name: string) {}
}

@CommandHandler(RestoreExtension)
export class RestoreExtensionHandler implements ICommandHandler<RestoreExtension, void> {
  constructor(
    private readonly extensions: ExtensionRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ name }: RestoreExtension): Promise<void> {
    const extension = await this.extensions.getWhole(ExtensionName.parse(name));
    if (extension === null) throw new ExtensionNotFoundError(name);
    extension.restore(this.clock.now());
    await this.extensions.save(extension);
  }
}

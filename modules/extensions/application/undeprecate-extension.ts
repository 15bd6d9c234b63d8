import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ExtensionRepository } from '../domain/extension.repository.js';
import { type Edit, Editing } from './editing.js';

/** An extension is recommended again. */
export class UndeprecateExtension {
  constructor(readonly edit: Edit) {}
}

@CommandHandler(UndeprecateExtension)
export class UndeprecateExtensionHandler implements ICommandHandler<UndeprecateExtension, void> {
  constructor(
    private readonly editing: Editing,
    private readonly extensions: ExtensionRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ edit }: UndeprecateExtension): Promise<void> {
    const { extension, editor } = await this.editing.open(edit);
    extension.undeprecate(editor, this.clock.now());
    await this.extensions.save(extension);
  }
}

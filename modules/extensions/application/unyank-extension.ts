import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CalVer } from '../domain/cal-ver.js';
import { ExtensionRepository } from '../domain/extension.repository.js';
import { type Edit, Editing } from './editing.js';

/** A version, or all that were yanked together, may be pulled again. */
export class UnyankExtension {
  constructor(
    readonly edit: Edit,
    /** All of them when absent. */
    readonly version?: string,
  ) {}
}

@CommandHandler(UnyankExtension)
export class UnyankExtensionHandler implements ICommandHandler<UnyankExtension, void> {
  constructor(
    private readonly editing: Editing,
    private readonly extensions: ExtensionRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ edit, version }: UnyankExtension): Promise<void> {
    const { extension, editor } = await this.editing.open(edit);
    extension.unyank(editor, this.clock.now(), version === undefined ? undefined : CalVer.parse(version));
    await this.extensions.save(extension);
  }
}

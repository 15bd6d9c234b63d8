import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SuccessorUnknownError } from '../domain/extension.errors.js';
import { ExtensionRepository } from '../domain/extension.repository.js';
import { type Edit, Editing } from './editing.js';

/** Nobody should begin to use an extension; who uses it may go on. */
export class DeprecateExtension {
  constructor(
    readonly edit: Edit,
    /** The name of the extension to use in its place. */
    readonly supersededBy?: string,
  ) {}
}

@CommandHandler(DeprecateExtension)
export class DeprecateExtensionHandler implements ICommandHandler<DeprecateExtension, void> {
  constructor(
    private readonly editing: Editing,
    private readonly extensions: ExtensionRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ edit, supersededBy }: DeprecateExtension): Promise<void> {
    const { extension, editor } = await this.editing.open(edit);
    const successor = supersededBy === undefined ? null : await this.extensions.successor(supersededBy);
    if (successor === null && supersededBy !== undefined)
      throw new SuccessorUnknownError(extension.state.name.text, supersededBy);
    extension.deprecate(editor, successor, this.clock.now());
    await this.extensions.save(extension);
  }
}

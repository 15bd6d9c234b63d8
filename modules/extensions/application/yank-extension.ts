import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CalVer } from '../domain/cal-ver.js';
import { ExtensionRepository } from '../domain/extension.repository.js';
import { type Edit, Editing } from './editing.js';

/** A version, or all of them, is not to be pulled any more. */
export class YankExtension {
  constructor(
    readonly edit: Edit,
    readonly reason: string,
    /** All of them when absent. */
    readonly version?: string,
  ) {}
}

@CommandHandler(YankExtension)
export class YankExtensionHandler implements ICommandHandler<YankExtension, void> {
  constructor(
    private readonly editing: Editing,
    private readonly extensions: ExtensionRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ edit, reason, version }: YankExtension): Promise<void> {
    const { extension, editor } = await this.editing.open(edit);
    extension.yank(
      editor,
      reason,
      this.clock.now(),
      version === undefined ? undefined : CalVer.parse(version),
    );
    await this.extensions.save(extension);
  }
}

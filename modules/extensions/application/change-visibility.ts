import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Visibility } from '../domain/release.js';
import { ExtensionRepository } from '../domain/extension.repository.js';
import { type Edit, Editing } from './editing.js';

/** Everybody, or only members, shall see an extension from now on. */
export class ChangeVisibility {
  constructor(
    readonly edit: Edit,
    readonly visibility: Visibility,
  ) {}
}

@CommandHandler(ChangeVisibility)
export class ChangeVisibilityHandler implements ICommandHandler<ChangeVisibility, void> {
  constructor(
    private readonly editing: Editing,
    private readonly extensions: ExtensionRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ edit, visibility }: ChangeVisibility): Promise<void> {
    const { extension, editor } = await this.editing.open(edit);
    extension.changeVisibility(editor, visibility, this.clock.now());
    await this.extensions.save(extension);
  }
}

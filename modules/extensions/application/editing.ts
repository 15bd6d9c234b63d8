import { ProjectionBehindError, Projections } from '@boardwalk/domain';
import { Injectable } from '@nestjs/common';
import type { Editor } from '../domain/editor.js';
import { ExtensionNotFoundError } from '../domain/extension.errors.js';
import type { Extension } from '../domain/extension.js';
import { ExtensionName } from '../domain/extension-name.js';
import { ExtensionRepository } from '../domain/extension.repository.js';
import type { Publisher } from '../domain/release.js';
import { Memberships, membershipsSubscription } from './memberships.js';

/** Who wants to change which extension. */
export interface Edit {
  readonly name: string;
  readonly by: Publisher;
  /** How far in the log the caller has been told of. */
  readonly knownPosition: string | undefined;
}

/** Opens extensions to those who belong to their collective. What they may do there, the extension decides. */
@Injectable()
export class Editing {
  constructor(
    private readonly extensions: ExtensionRepository,
    private readonly memberships: Memberships,
    private readonly projections: Projections,
  ) {}

  /**
   * The extension with all of its versions, held until the unit of work ends.
   * @throws {ExtensionNotFoundError} to everybody who does not belong to its collective, whether there is one or not
   * @throws {ProjectionBehindError} when that cannot be told yet
   */
  async open({ name, by, knownPosition }: Edit): Promise<{ extension: Extension; editor: Editor }> {
    const lookUp = async () =>
      (await this.memberships.hold(by.userId)) ? this.memberships.roleAround(name, by.userId) : null;
    let role = await lookUp();
    if (role === null) {
      if (
        knownPosition !== undefined &&
        (await this.projections.isBehind(membershipsSubscription, knownPosition))
      )
        throw new ProjectionBehindError(membershipsSubscription);
      // It may have caught up after the first look.
      role = await lookUp();
    }
    const extension = role === null ? null : await this.extensions.getWhole(ExtensionName.parse(name));
    if (role === null || extension === null) throw new ExtensionNotFoundError(name);
    return { extension, editor: { ...by, role } };
  }
}

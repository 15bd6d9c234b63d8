import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { NoSuchFactError } from '../domain/event-mode.errors.js';
import type { EventMode } from '../domain/event-mode.js';
import { EventModes } from './event-modes.js';
import { Observations } from './observations.js';

export class ChangeEventMode {
  constructor(
    readonly name: string,
    readonly mode: EventMode,
    readonly actor: string,
    readonly reason: string,
    /** Whether there is a fact of this name. */
    readonly hasFact: boolean,
  ) {}
}

@CommandHandler(ChangeEventMode)
export class ChangeEventModeHandler implements ICommandHandler<ChangeEventMode, void> {
  constructor(
    private readonly modes: EventModes,
    private readonly observations: Observations,
    private readonly clock: Clock,
  ) {}

  /** @throws {NoSuchFactError} */
  async execute({ name, mode, actor, reason, hasFact }: ChangeEventMode): Promise<void> {
    if (!hasFact) throw new NoSuchFactError(name);
    await this.modes.change({ name, mode, actor, reason, since: this.clock.now() });
    if (mode === 'typed') await this.observations.clear(name);
  }
}

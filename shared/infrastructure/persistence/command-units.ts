import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { contextOfProvider, kebab } from './context-of-provider.js';
import { TracedUnits } from './traced-units.js';

/** Metadata key of @CommandHandler in @nestjs/cqrs. */
const commandHandlerMetadata = '__commandHandler__';

/**
 * Gives every command a unit of work and an INTERNAL span, once, around `CommandBus.execute`: handlers know of neither.
 */
@Injectable()
export class CommandUnits implements OnApplicationBootstrap {
  private readonly spanNames = new Map<unknown, string>();

  constructor(
    private readonly commandBus: CommandBus,
    private readonly discovery: DiscoveryService,
    private readonly units: TracedUnits,
  ) {}

  onApplicationBootstrap(): void {
    for (const provider of this.discovery.getProviders()) {
      const { metatype } = provider;
      if (typeof metatype !== 'function') continue;
      const command: unknown = Reflect.getMetadata(commandHandlerMetadata, metatype);
      if (typeof command !== 'function') continue;
      this.spanNames.set(
        command,
        `${contextOfProvider(provider)}.${kebab(command.name.replace(/Command$/, ''))}`,
      );
    }
    const execute = this.commandBus.execute.bind(this.commandBus) as (command: ICommand) => Promise<unknown>;
    this.commandBus.execute = ((command: ICommand) =>
      this.units.run(this.nameOf(command), () => execute(command))) as CommandBus['execute'];
  }

  private nameOf(command: ICommand): string {
    return this.spanNames.get(command.constructor) ?? kebab(command.constructor.name);
  }
}

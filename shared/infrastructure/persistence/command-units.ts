import { attribute, recordFailure, tracer } from '@boardwalk/observability';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { contextOfProvider, kebab } from './context-of-provider.js';
import type { UnitOfWork } from './unit-of-work.js';
import { UnitsOfWork } from './units-of-work.js';

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
    private readonly units: UnitsOfWork,
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
    this.commandBus.execute = ((command: ICommand) => this.inUnit(command, execute)) as CommandBus['execute'];
  }

  private async inUnit(
    command: ICommand,
    execute: (command: ICommand) => Promise<unknown>,
  ): Promise<unknown> {
    const name = this.spanNames.get(command.constructor) ?? kebab(command.constructor.name);
    const span = tracer().startSpan(name, {
      kind: SpanKind.INTERNAL,
      attributes: { [attribute.context]: name.split('.', 1)[0] ?? name, [attribute.command]: name },
    });
    const joined = this.units.current();
    try {
      return await context.with(trace.setSpan(context.active(), span), () =>
        this.units.run(() => execute(command)),
      );
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      endWith(joined, span);
    }
  }
}

/** Inside a speculative unit the span counts only if the unit commits; otherwise the same work is traced again. */
function endWith(unit: UnitOfWork | undefined, span: Span): void {
  if (unit?.speculative !== true) {
    span.end();
    return;
  }
  const endedAt = Date.now();
  unit.onSettled((committed) => {
    if (committed) span.end(endedAt);
  });
}

import { DomainEvents } from '@boardwalk/domain';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, ModuleRef } from '@nestjs/core';
import type { IEvent, IEventHandler } from '@nestjs/cqrs';
import { contextOfProvider } from './context-of-provider.js';

/** Metadata key of @EventsHandler in @nestjs/cqrs. */
const eventsHandlerMetadata = '__eventsHandler__';

/**
 * Registers the handlers of one context for its own private events (`application/when-<event>.ts`). They run in the unit
 * of work of the change itself. Handlers of integration events, whose class has a wire type, are messaging's affair.
 */
@Injectable()
export class LocalHandlers implements OnApplicationBootstrap {
  constructor(
    private readonly context: string,
    private readonly discovery: DiscoveryService,
    private readonly domainEvents: DomainEvents,
    private readonly moduleRef: ModuleRef,
  ) {}

  /** After every publisher has registered itself: a fact goes out before those of what it causes. */
  onApplicationBootstrap(): void {
    for (const provider of this.discovery.getProviders()) {
      const { metatype } = provider;
      if (typeof metatype !== 'function') continue;
      const events: unknown = Reflect.getMetadata(eventsHandlerMetadata, metatype);
      if (!Array.isArray(events) || contextOfProvider(provider) !== this.context) continue;
      for (const event of events.filter(isPrivate)) {
        // Resolved on first use: the handler's own dependencies may not be initialised yet.
        const handler = () => this.moduleRef.get<IEventHandler>(metatype, { strict: false });
        this.domainEvents.register(
          async (happened) => void (await handler().handle(happened as IEvent)),
          event.name,
        );
      }
    }
  }
}

function isPrivate(event: unknown): event is { name: string } {
  return typeof event === 'function' && !('type' in event);
}

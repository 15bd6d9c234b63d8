import type { AnyContract } from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import { contextOfProvider } from '@boardwalk/persistence';
import type { DiscoveryService } from '@nestjs/core';
import type { ConsumerClass, FoundConsumer } from './subscription.js';

/** Metadata key of @EventsHandler in @nestjs/cqrs. */
const eventsHandlerMetadata = '__eventsHandler__';

/**
 * Every class of the process that handles integration events. Nest's own bus would call it without awaiting it; the
 * delivery host awaits.
 */
export function findConsumers(discovery: DiscoveryService): FoundConsumer[] {
  const found: FoundConsumer[] = [];
  for (const provider of discovery.getProviders()) {
    const { metatype } = provider;
    if (typeof metatype !== 'function') continue;
    const events: unknown = Reflect.getMetadata(eventsHandlerMetadata, metatype);
    if (!Array.isArray(events)) continue;
    const contracts = events.filter(isContract);
    if (contracts.length === 0) continue;
    const instance: unknown = provider.instance;
    if (!(instance instanceof BaseConsumer)) {
      throw new Error(`${metatype.name} handles ${contracts[0]?.type} but does not extend BaseConsumer.`);
    }
    if (!provider.isDependencyTreeStatic()) {
      throw new Error(
        `${metatype.name} is request-scoped; a consumer has no request. Make it and what it injects singletons.`,
      );
    }
    found.push({
      context: contextOfProvider(provider),
      type: metatype as unknown as ConsumerClass,
      instance,
      contracts,
    });
  }
  return found;
}

function isContract(event: unknown): event is AnyContract {
  return typeof event === 'function' && typeof (event as Partial<AnyContract>).type === 'string';
}

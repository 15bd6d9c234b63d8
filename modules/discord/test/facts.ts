import type { EventMetadata, Fact } from '@boardwalk/integration-events';
import { CommandBus } from '@nestjs/cqrs';

export const noon = new Date('2026-06-01T12:00:00.000Z');
export const metadata: EventMetadata = {
  eventId: '0198c1b0-0000-7000-8000-000000000001',
  occurredAt: noon.toISOString(),
  correlationId: 'c',
  source: '/contexts/identity',
  version: 1,
  isReplay: false,
};

/** The fact as the delivery host hands it over. */
export const recorded = <F extends Fact>(fact: F): F =>
  Object.defineProperty(fact, 'metadata', { value: metadata });

/** Translations are pure: the bus is only there because a consumer cannot be made without one. */
export const noBus: CommandBus = Object.create(CommandBus.prototype);

export const secret = 'a secret of the program, 0123456789abcdef';

import { DomainEvents, SystemClock, SystemIds } from '@boardwalk/domain';
import { ExtensionPublishedIntegrationEvent, type Fact } from '@boardwalk/integration-events';
import { FactStamper } from '@boardwalk/observability';
import { EventBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import { type ExtensionEvent, VersionPublished } from '../domain/extension.events.js';
import {
  ArchiveAccepted,
  PublicationConfirmed,
  type PublicationEvent,
  PublicationInitiated,
} from '../domain/publication.events.js';
import { ExtensionsPublisher } from '../presentation/publishers/extensions.publisher.js';
import { later, noon } from './seashells.js';

type Event = ExtensionEvent | PublicationEvent;
const clock = new SystemClock();

/** What the publisher makes of one private event. */
function published(event: Event): Fact[] {
  const facts: Fact[] = [];
  const bus = { publish: (fact: Fact) => void facts.push(fact) } as unknown as EventBus;
  const callbacks = new Map<string, (event: Event, origin: { sequence: string }) => void>();
  const events = {
    register: (callback: (event: Event) => void, kind: string) => callbacks.set(kind, callback),
  } as unknown as DomainEvents;
  const stamper = new FactStamper(clock, new SystemIds(clock), 'in_process');
  new ExtensionsPublisher(bus, events, stamper).onModuleInit();
  callbacks.get(event.kind)?.(event, { sequence: '1.0' });
  return facts;
}

const versionPublished = (collectiveSlug: string | undefined, platforms: readonly string[] = ['linux']) =>
  new VersionPublished(
    ...([
      noon,
      'e-1',
      '@tide-pool/seashells',
      '2026.03.17.1',
      'u-ada',
      'ada',
      collectiveSlug,
      true,
      'public',
      platforms,
    ] as const),
  );
const fields = {
  extensionName: '@tide-pool/seashells',
  version: '2026.03.17.1',
  userId: 'u-ada',
  username: 'ada',
  extensionId: 'e-1',
  firstPublish: true,
  visibility: 'public',
  platforms: ['linux'],
} as const;

describe('ExtensionsPublisher', () => {
  it('publishes a version at the time it was published', () => {
    const [fact] = published(versionPublished('tide-pool'));
    expect(fact).toEqual(new ExtensionPublishedIntegrationEvent({ ...fields, collectiveSlug: 'tide-pool' }));
    expect(fact?.metadata.occurredAt).toBe(noon.toISOString());
  });

  it('leaves the collective out under a personal one', () => {
    const [fact] = published(versionPublished(undefined));
    expect(fact).toEqual(new ExtensionPublishedIntegrationEvent(fields));
    expect(Object.keys(fact ?? {})).not.toContain('collectiveSlug');
  });

  it('says nothing of platforms when the version says nothing of them', () => {
    const [fact] = published(versionPublished(undefined, []));
    expect(Object.keys(fact ?? {})).not.toContain('platforms');
  });

  it('keeps the steps of a publication to itself', () => {
    expect(published(new PublicationInitiated(noon, 'p-1', later(1)))).toEqual([]);
    expect(published(new ArchiveAccepted(noon, 'p-1'))).toEqual([]);
    expect(published(new PublicationConfirmed(noon, 'p-1', 'e-1'))).toEqual([]);
  });
});

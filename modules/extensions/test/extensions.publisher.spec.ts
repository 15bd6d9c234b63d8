import { DomainEvents, SystemClock, SystemIds } from '@boardwalk/domain';
import {
  ExtensionDeprecatedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  ExtensionPulledIntegrationEvent,
  ExtensionRestoredIntegrationEvent,
  ExtensionTakenDownIntegrationEvent,
  ExtensionUndeprecatedIntegrationEvent,
  ExtensionUnyankedIntegrationEvent,
  ExtensionYankedIntegrationEvent,
  type Fact,
  VisibilityChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { FactStamper } from '@boardwalk/observability';
import { EventBus } from '@nestjs/cqrs';
import { describe, expect, it } from 'vitest';
import {
  ExtensionDeprecated,
  type ExtensionEvent,
  ExtensionRestored,
  ExtensionTakenDown,
  ExtensionUndeprecated,
  ExtensionUnyanked,
  ExtensionYanked,
  VersionPublished,
  VisibilityChanged,
} from '../domain/extension.events.js';
import {
  ArchiveAccepted,
  PublicationConfirmed,
  type PublicationEvent,
  PublicationInitiated,
} from '../domain/publication.events.js';
import { type PullEvent, VersionPulled } from '../domain/pull.events.js';
import { ExtensionsPublisher } from '../presentation/publishers/extensions.publisher.js';
import { ada, later, noon } from './seashells.js';

type Event = ExtensionEvent | PublicationEvent | PullEvent;
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

  const extensionName = '@tide-pool/seashells';
  const version = '2026.03.17.1';
  const by = { extensionName, userId: 'u-ada', username: 'ada', visibility: 'private' } as const;
  const deed = { extensionId: 'e-1', ...by };
  const author = { authorUserId: 'u-ada', authorUsername: 'ada' };

  it.each<[string, Event, Fact]>([
    [
      'a pull, with whoever pulled',
      new VersionPulled(noon, 'e-1', extensionName, version, ada, 'u-linus', 'public'),
      new ExtensionPulledIntegrationEvent({
        ...author,
        ...{ extensionName, version, pulledBy: 'u-linus', visibility: 'public' },
      }),
    ],
    [
      'the pull of a stranger',
      new VersionPulled(noon, 'e-1', extensionName, version, ada, undefined, 'public'),
      new ExtensionPulledIntegrationEvent({ ...author, extensionName, version, visibility: 'public' }),
    ],
    [
      'a yanked version',
      new ExtensionYanked(noon, deed, version, 'It bites.'),
      new ExtensionYankedIntegrationEvent({ ...by, version, reason: 'It bites.' }),
    ],
    [
      'an extension yanked as a whole',
      new ExtensionYanked(noon, deed, undefined, 'It bites.'),
      new ExtensionYankedIntegrationEvent({ ...by, reason: 'It bites.' }),
    ],
    [
      'what may be pulled again',
      new ExtensionUnyanked(noon, deed, version),
      new ExtensionUnyankedIntegrationEvent({ ...by, version }),
    ],
    [
      'what may be pulled again as a whole',
      new ExtensionUnyanked(noon, deed, undefined),
      new ExtensionUnyankedIntegrationEvent(by),
    ],
    [
      'a deprecated extension, with its successor',
      new ExtensionDeprecated(noon, deed, '@tide-pool/crabs'),
      new ExtensionDeprecatedIntegrationEvent({ ...by, supersededBy: '@tide-pool/crabs' }),
    ],
    [
      'a deprecated extension without one',
      new ExtensionDeprecated(noon, deed, undefined),
      new ExtensionDeprecatedIntegrationEvent(by),
    ],
    [
      'an extension that is recommended again',
      new ExtensionUndeprecated(noon, deed),
      new ExtensionUndeprecatedIntegrationEvent(by),
    ],
    [
      'who may see an extension now',
      new VisibilityChanged(noon, deed, 'c-1'),
      new VisibilityChangedIntegrationEvent({
        ...{ extensionName, visibility: 'private', userId: 'u-ada', collectiveId: 'c-1' },
      }),
    ],
    [
      'what an operator took down',
      new ExtensionTakenDown(noon, 'e-1', extensionName, 'c-1', 'Malware.'),
      new ExtensionTakenDownIntegrationEvent({ extensionName, collectiveId: 'c-1', reason: 'Malware.' }),
    ],
    [
      'what an operator restored',
      new ExtensionRestored(noon, 'e-1', extensionName, 'c-1'),
      new ExtensionRestoredIntegrationEvent({ extensionName, collectiveId: 'c-1' }),
    ],
  ])('tells of %s', (_what, event, fact) => {
    const told = published(event);
    expect(told).toEqual([fact]);
    // No field is there that says nothing.
    const fields = Object.keys(told[0] ?? {}).filter((key) => key !== 'metadata');
    expect(fields.sort()).toEqual(Object.keys(fact).sort());
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

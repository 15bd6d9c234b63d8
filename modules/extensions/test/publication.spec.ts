import { describe, expect, it } from 'vitest';
import {
  ArchiveMissingError,
  PublicationConfirmedError,
  PublicationExpiredError,
} from '../domain/publication.errors.js';
import { ArchiveAccepted, PublicationConfirmed, PublicationInitiated } from '../domain/publication.events.js';
import { Publication } from '../domain/publication.js';
import { later, noon, plan } from './seashells.js';

const day = 24 * 60;
const initiated = () => Publication.initiate('p-1', plan, noon);

function uploaded(): Publication {
  const publication = initiated();
  publication.acceptArchive(later(1));
  publication.clearEvents();
  return publication;
}

describe('Publication', () => {
  it('waits for a day', () => {
    const publication = initiated();
    expect(publication.state).toMatchObject({ expiresAt: later(day), archivedAt: null, confirmed: null });
    expect(publication.domainEvents).toEqual([new PublicationInitiated(noon, 'p-1', later(day))]);
    publication.awaitsArchive(later(day - 1));
    expect(() => publication.awaitsArchive(later(day))).toThrow(PublicationExpiredError);
  });

  it('accepts its archive once, however often it arrives', () => {
    const publication = initiated();
    publication.acceptArchive(later(1));
    publication.acceptArchive(later(2));
    expect(publication.state.archivedAt).toEqual(later(1));
    expect(publication.domainEvents.slice(1)).toEqual([new ArchiveAccepted(later(1), 'p-1')]);
  });

  it('accepts nothing after a day', () => {
    const publication = initiated();
    expect(() => publication.acceptArchive(later(day))).toThrow(PublicationExpiredError);
    expect(publication.state.archivedAt).toBeNull();
  });

  it('releases what was planned, at the time of its confirmation', () => {
    expect(uploaded().release(later(5))).toEqual({
      ...plan.details,
      version: plan.version,
      publisher: plan.publisher,
      publishedAt: later(5),
      archive: { publicationId: 'p-1', checksum: plan.checksum, size: plan.size },
      yanked: null,
    });
  });

  it('releases nothing without its archive, and nothing after a day', () => {
    expect(() => initiated().release(later(1))).toThrow(ArchiveMissingError);
    expect(() => uploaded().release(later(day))).toThrow(PublicationExpiredError);
  });

  it('is confirmed once, and takes no archive from then on', () => {
    const publication = uploaded();
    publication.confirm('e-1', later(5));
    expect(publication.state.confirmed).toEqual({ at: later(5), extensionId: 'e-1' });
    expect(publication.domainEvents).toEqual([new PublicationConfirmed(later(5), 'p-1', 'e-1')]);
    expect(() => publication.confirm('e-1', later(6))).toThrow(PublicationConfirmedError);
    expect(() => publication.awaitsArchive(later(6))).toThrow(PublicationConfirmedError);
  });

  it('does not mind an upload that ends after its confirmation', () => {
    const publication = uploaded();
    publication.confirm('e-1', later(5));
    publication.clearEvents();
    publication.acceptArchive(later(6));
    expect(publication.domainEvents).toEqual([]);
  });
});

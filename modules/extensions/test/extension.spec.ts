import { describe, expect, it } from 'vitest';
import { CalVer } from '../domain/cal-ver.js';
import { VersionTakenError, VisibilityFixedError } from '../domain/extension.errors.js';
import { VersionPublished } from '../domain/extension.events.js';
import { Extension } from '../domain/extension.js';
import { ExtensionName } from '../domain/extension-name.js';
import { differences } from '../domain/release.js';
import { ada, adasOwn, extension, grace, later, noon, release, seashells, tidePool } from './seashells.js';

describe('Extension', () => {
  it('comes to be with its first version', () => {
    const first = release('2026.03.17.1', {
      labels: ['shell'],
      platforms: ['linux'],
      description: 'Shells.',
    });
    const admitted = Extension.admit('e-1', seashells, tidePool, first, 'private');
    expect(admitted.domainEvents).toEqual([]);

    admitted.publish(first);

    expect(admitted.domainEvents).toEqual([
      new VersionPublished(
        noon,
        'e-1',
        '@tide-pool/seashells',
        '2026.03.17.1',
        ...(['u-ada', 'ada', 'tide-pool', true, 'private', ['linux']] as const),
      ),
    ]);
    expect(admitted.state).toMatchObject({
      authorUserId: 'u-ada',
      description: 'Shells.',
      labels: ['shell'],
      latest: { text: '2026.03.17.1' },
      lastPublishedAt: noon,
    });
  });

  it('names no collective under a personal one', () => {
    const first = release('2026.03.17.1');
    const own = Extension.admit('e-2', ExtensionName.parse('@ada/notes'), adasOwn, first, 'public');
    own.publish(first);
    expect(own.domainEvents).toEqual([expect.objectContaining({ collectiveSlug: undefined })]);
  });

  it('publishes a further version at the time of that version, and says that it is not the first', () => {
    const shells = extension(release('2026.03.17.1'));
    shells.publish(release('2026.03.18.1', { publisher: grace, publishedAt: later(60) }));
    expect(shells.domainEvents).toEqual([
      expect.objectContaining({
        dateTimeOccurred: later(60),
        version: '2026.03.18.1',
        username: 'grace',
        firstPublish: false,
      }),
    ]);
    expect(shells.state).toMatchObject({ authorUserId: 'u-ada', lastPublishedAt: later(60) });
  });

  it.each([
    [['2026.03.17.2', '2026.03.17.10', '2026.03.17.9'], '2026.03.17.10'],
    [['2026.10.01.1', '2026.09.30.7', '2025.12.31.9'], '2026.10.01.1'],
    [['2025.12.31.9', '2026.01.01.0'], '2026.01.01.0'],
  ])('published as %s, its latest is %s', (versions, latest) => {
    const shells = extension(...versions.map((version) => release(version)));
    expect(shells.state.latest?.text).toBe(latest);
  });

  it('is spoken for by its latest version, and by an older one where that is silent', () => {
    const shells = extension(
      release('2026.03.17.1', {
        description: 'Old words.',
        license: 'MIT',
        labels: ['old'],
        platforms: ['linux'],
      }),
      release('2026.03.19.1', { description: 'New words.', labels: ['new'] }),
      release('2026.03.18.1', { description: 'A late arrival.', license: 'AGPL', labels: ['late'] }),
    );
    expect(shells.state).toMatchObject({
      description: 'New words.',
      license: 'MIT',
      labels: ['new'],
      platforms: [],
    });
  });

  it('was last published when its clock says so, in whatever order versions come', () => {
    const shells = extension(
      release('2026.03.19.1', { publishedAt: later(90) }),
      release('2026.03.18.1', { publishedAt: later(30) }),
    );
    expect(shells.state.lastPublishedAt).toEqual(later(90));
  });

  it('refuses a version that is there, and stays as it was', () => {
    const shells = extension(release('2026.03.17.1'));
    const before = shells.state;
    expect(() => shells.publish(release('2026.03.17.1', { description: 'Better.' }))).toThrow(
      VersionTakenError,
    );
    expect(shells.state).toEqual(before);
    expect(shells.domainEvents).toEqual([]);
    expect(shells.takeUnsaved()).toEqual({ published: [], marked: [] });
  });

  it('is told no other visibility by a further version', () => {
    const shells = extension(release('2026.03.17.1'));
    expect(() => shells.publish(release('2026.03.18.1'), 'private')).toThrow(VisibilityFixedError);
    expect(shells.domainEvents).toEqual([]);
    shells.publish(release('2026.03.18.1'), 'public');
    expect(shells.release(CalVer.parse('2026.03.18.1'))).not.toBeNull();
  });
});

describe('two releases of one version', () => {
  const one = release('2026.03.17.1', { contents: { models: 1, vaults: 2 }, labels: ['a'] });

  it('are the same whatever the order of their contents, and whatever they say in words', () => {
    expect(differences(one, { ...one, contents: { vaults: 2, models: 1 }, description: 'x' })).toEqual([]);
  });

  it.each([
    ['publishedAt', { publishedAt: later(1) }],
    ['author', { publisher: grace }],
    ['platforms', { platforms: ['linux'] }],
    ['labels', { labels: ['a', 'b'] }],
    ['contents', { contents: { models: 1 } }],
    ['dependencies', { dependencies: ['@a/b'] }],
    ['archive', { archive: { publicationId: 'p', checksum: 'c', size: 1 } }],
  ])('differ in %s', (aspect, change) => {
    expect(differences(one, { ...one, ...change })).toEqual([aspect]);
  });

  it('have the same author under a new name', () => {
    expect(differences(one, { ...one, publisher: { ...ada, username: 'lovelace' } })).toEqual([]);
  });
});

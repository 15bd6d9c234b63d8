import { describe, expect, it } from 'vitest';
import { CalVer } from '../domain/cal-ver.js';
import {
  FormerSlugError,
  NotTakenDownError,
  NotYankedError,
  NotYoursToChangeError,
  SuccessorUnknownError,
  TakenDownError,
  VersionNotFoundError,
  YankedAsAWholeError,
  YankedError,
} from '../domain/extension.errors.js';
import { Extension } from '../domain/extension.js';
import { ExtensionName } from '../domain/extension-name.js';
import { admin, extension, grace, later, member, noon, owner, release, tidePool } from './seashells.js';

const [old, middle, newest] = ['2026.03.17.1', '2026.03.18.1', '2026.03.18.10'] as const;
const v = (text: string) => CalVer.parse(text);
/** Three versions; the middle one is Grace's, who is a member, the others are Ada's. */
const shells = () =>
  extension(
    release(old, { description: 'Old.', labels: ['old'], license: 'MIT' }),
    release(middle, { description: 'Middle.', labels: ['middle'], publisher: grace }),
    release(newest, { description: 'New.', labels: ['new'] }),
  );
const latest = ({ state }: Extension) => state.latest?.text ?? null;

/** What is refused changes nothing and tells nothing. */
function refuses(of: Extension, deed: () => void, error: new (...args: never[]) => Error): void {
  const [before, told] = [of.state, of.domainEvents.length];
  expect(deed).toThrow(error);
  expect(of.state).toBe(before);
  expect(of.domainEvents).toHaveLength(told);
  expect(of.takeUnsaved()).toEqual({ published: [], marked: [] });
}

describe('a yanked version', () => {
  it('is told of with its reason, and is to be saved', () => {
    const it = shells();
    it.yank(owner, 'It bites.', later(5), v(old));
    expect(it.domainEvents).toEqual([
      expect.objectContaining({
        kind: 'ExtensionYanked',
        dateTimeOccurred: later(5),
        version: old,
        reason: 'It bites.',
        deed: expect.objectContaining({ extensionName: '@tide-pool/seashells', userId: 'u-ada' }),
      }),
    ]);
    expect(it.takeUnsaved()).toEqual({
      published: [],
      marked: [expect.objectContaining({ yanked: { at: later(5), reason: 'It bites.', byUserId: 'u-ada' } })],
    });
  });

  it('is not the latest: that is the newest of the others, which speaks for the extension', () => {
    const it = shells();
    it.yank(owner, 'x', noon, v(newest));
    expect(it.state).toMatchObject({ latest: v(middle), description: 'Middle.', labels: ['middle'] });
    it.yank(owner, 'x', noon, v(middle));
    // What is silent leaves the word to those before it.
    expect(it.state).toMatchObject({ latest: v(old), description: 'Old.', license: 'MIT' });
    it.yank(owner, 'x', noon, v(old));
    expect(latest(it)).toBeNull();
  });

  it('changes no latest when it is an older one', () => {
    const it = shells();
    it.yank(owner, 'x', noon, v(old));
    expect(it.state).toMatchObject({ latest: v(newest), labels: ['new'] });
  });

  it('is yanked once: a second yank is refused, and so is one of all that it is among', () => {
    const it = shells();
    it.yank(owner, 'It bites.', noon, v(old));
    it.takeUnsaved();
    refuses(it, () => it.yank(admin, 'Again.', later(1), v(old)), YankedError);
    expect(() => it.yank(admin, 'Again.', later(1), v(old))).toThrow('2026.03.17.1 was yanked: It bites.');
  });

  it('comes back as it was, and is the latest again when it is the newest', () => {
    const it = shells();
    it.yank(owner, 'x', noon, v(newest));
    it.unyank(admin, later(1), v(newest));
    expect(it.state).toMatchObject({ latest: v(newest), labels: ['new'] });
    expect(it.takeUnsaved().marked).toEqual([expect.objectContaining({ yanked: null })]);
    expect(it.domainEvents.at(-1)).toMatchObject({ kind: 'ExtensionUnyanked', version: newest });
  });

  it('must exist, and only what was yanked comes back', () => {
    const it = shells();
    refuses(it, () => it.yank(owner, 'x', noon, v('2026.03.19.1')), VersionNotFoundError);
    refuses(it, () => it.unyank(owner, noon, v('2026.03.19.1')), VersionNotFoundError);
    refuses(it, () => it.unyank(owner, noon, v(old)), NotYankedError);
  });
});

describe('an extension yanked as a whole', () => {
  it('has no latest version, takes none, and is yanked once', () => {
    const it = shells();
    it.yank(admin, 'All of it bites.', noon);
    expect(it.domainEvents).toEqual([expect.objectContaining({ version: undefined })]);
    expect(latest(it)).toBeNull();
    refuses(it, () => it.publish(release('2026.04.01.1')), YankedError);
    refuses(it, () => it.yank(owner, 'x', noon), YankedError);
    refuses(it, () => it.yank(owner, 'x', noon, v(old)), YankedError);
  });

  it('comes back as a whole, without what was yanked by itself', () => {
    const it = shells();
    it.yank(owner, 'This one.', noon, v(newest));
    it.yank(owner, 'All.', noon);
    it.takeUnsaved();
    refuses(it, () => it.unyank(owner, noon, v(newest)), YankedAsAWholeError);
    it.unyank(owner, noon);
    expect(latest(it)).toBe(middle);
    refuses(it, () => it.unyank(owner, noon), NotYankedError);
  });
});

describe('who may yank', () => {
  it('are owners and admins, whoever published', () => {
    for (const editor of [owner, admin]) shells().yank(editor, 'x', noon, v(middle));
  });

  it('are members, what they published themselves, and nothing else', () => {
    const it = shells();
    refuses(it, () => it.yank(member, 'x', noon, v(old)), NotYoursToChangeError);
    refuses(it, () => it.yank(member, 'x', noon), NotYoursToChangeError);
    it.yank(member, 'x', noon, v(middle));
    it.unyank(member, noon, v(middle));
  });

  it('are not members who would take back what somebody else decided', () => {
    const it = shells();
    it.yank(admin, 'x', noon, v(middle));
    it.takeUnsaved();
    refuses(it, () => it.unyank(member, noon, v(middle)), NotYoursToChangeError);
  });
});

describe('a deprecated extension', () => {
  const crabs = { name: '@tide-pool/crabs', visibility: 'public', collectiveId: 'c-1' } as const;

  it('is told of with what to use in its place, takes versions as before, and is told of once', () => {
    const it = shells();
    it.deprecate(owner, crabs, noon);
    it.deprecate(admin, crabs, later(1));
    it.publish(release('2026.04.01.1'));
    expect(it.domainEvents).toEqual([
      expect.objectContaining({ kind: 'ExtensionDeprecated', supersededBy: '@tide-pool/crabs' }),
      expect.objectContaining({ kind: 'VersionPublished' }),
    ]);
    expect(it.state).toMatchObject({ deprecated: { at: noon, supersededBy: '@tide-pool/crabs' } });
  });

  it('may get another successor, or none', () => {
    const it = shells();
    it.deprecate(owner, crabs, noon);
    it.deprecate(owner, null, later(1));
    expect(it.domainEvents).toHaveLength(2);
    expect(it.state.deprecated).toEqual({ at: later(1), supersededBy: null });
  });

  it.each([
    ['itself', { ...crabs, name: '@tide-pool/seashells' }],
    ['what is private', { ...crabs, visibility: 'private' as const }],
  ])('is not superseded by %s', (_what, successor) => {
    const it = shells();
    refuses(it, () => it.deprecate(owner, successor, noon), SuccessorUnknownError);
  });

  it('is superseded by what is private only where it is so itself, in the same collective', () => {
    const it = shells();
    it.changeVisibility(owner, 'private', noon);
    const hidden = { ...crabs, visibility: 'private' as const };
    const ofOthers = { ...hidden, collectiveId: 'c-9' };
    refuses(it, () => it.deprecate(owner, ofOthers, noon), SuccessorUnknownError);
    it.deprecate(owner, hidden, noon);
  });

  it('is recommended again, and that is told of once', () => {
    const it = shells();
    it.deprecate(owner, null, noon);
    it.undeprecate(owner, noon);
    it.undeprecate(owner, noon);
    expect(it.domainEvents).toHaveLength(2);
    expect(it.state.deprecated).toBeNull();
  });
});

describe('the visibility of an extension', () => {
  it('is changed, and that is told of once', () => {
    const it = shells();
    it.changeVisibility(admin, 'private', noon);
    it.changeVisibility(admin, 'private', noon);
    expect(it.domainEvents).toEqual([
      expect.objectContaining({
        kind: 'VisibilityChanged',
        collectiveId: 'c-1',
        deed: expect.objectContaining({ visibility: 'private' }),
      }),
    ]);
  });
});

describe('an extension that was taken down', () => {
  it('is told of with the reason, and nothing is done about it until it is restored', () => {
    const it = shells();
    it.takeDown('Malware.', noon);
    expect(it.domainEvents).toEqual([expect.objectContaining({ collectiveId: 'c-1', reason: 'Malware.' })]);
    for (const deed of [
      () => it.publish(release('2026.04.01.1')),
      () => it.yank(owner, 'x', noon),
      () => it.unyank(owner, noon),
      () => it.deprecate(owner, null, noon),
      () => it.undeprecate(owner, noon),
      () => it.changeVisibility(owner, 'private', noon),
      () => it.takeDown('Again.', noon),
    ])
      refuses(it, deed, TakenDownError);

    it.restore(later(1));
    expect(it.domainEvents.at(-1)).toMatchObject({ kind: 'ExtensionRestored', collectiveId: 'c-1' });
    refuses(it, () => it.restore(later(2)), NotTakenDownError);
    it.publish(release('2026.04.01.1'));
  });
});

describe('members', () => {
  it('deprecate nothing and change no visibility', () => {
    const it = shells();
    for (const deed of [
      () => it.deprecate(member, null, noon),
      () => it.undeprecate(member, noon),
      () => it.changeVisibility(member, 'private', noon),
    ])
      refuses(it, deed, NotYoursToChangeError);
  });
});

describe('a new extension', () => {
  it('bears the slug that its collective has now', () => {
    const renamed = { ...tidePool, slug: 'rock-pool' };
    const name = ExtensionName.parse('@tide-pool/new');
    expect(() => Extension.admit('e-9', name, renamed, release(old), 'public')).toThrow(FormerSlugError);
    expect(() => Extension.assertNewName(name, renamed)).toThrow('called "rock-pool" now');
  });

  it('is told of as the first also when it is the first of several at once', () => {
    const admitted = Extension.admit(
      'e-9',
      ExtensionName.parse('@tide-pool/a'),
      tidePool,
      release(old),
      'public',
    );
    admitted.publish(release(old));
    admitted.publish(release(newest));
    expect(admitted.domainEvents.map((event) => (event as { firstPublish?: boolean }).firstPublish)).toEqual([
      true,
      false,
    ]);
  });
});

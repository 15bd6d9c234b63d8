import { describe, expect, it } from 'vitest';
import { differencesBetween } from '../domain/parity.js';
import { goneAs, gonePerson, mentionsIn, peopleIn, withoutPerson } from '../domain/people.js';
import type { TrackedProperties } from '../domain/tracked-properties.js';

const removed = { userId: 'u-1', username: 'ada', role: 'member', removedByUserId: 'u-2' };

describe('a record', () => {
  it('names people by id', () => {
    expect(peopleIn(removed, 'u-1')).toEqual(['u-1', 'u-2']);
    expect(peopleIn({ memberUserIds: ['u-3', 'u-4'] }, 'c-1')).toEqual(['c-1', 'u-3', 'u-4']);
  });

  it('is found by ids and usernames of people, and by whatever else may be an id', () => {
    const id = '0198c1b0-0000-7000-8000-00000000ada1';
    expect(mentionsIn(removed, 'u-1')).toEqual(['u-1', 'ada', 'u-2']);
    expect(mentionsIn({ viewers: [id, 'somebody'], displayName: 'Ada L.', path: '/docs' }, 'c-1')).toEqual([
      ...['c-1', id],
    ]);
    expect(mentionsIn({ grantId: `sign-in:${id}:2026-06-01` })).toEqual([id]);
    expect(mentionsIn({ userId: gonePerson, username: gonePerson, count: 1 }, gonePerson)).toEqual([]);
    expect(mentionsIn({ username: 'x'.repeat(2_000) })).toEqual(['x'.repeat(200)]);
  });

  it('calls each by the name beside their id', () => {
    const transferred = { fromUserId: 'u-1', fromUsername: 'ada', toUserId: 'u-2', toUsername: 'grace' };
    const names = (userId: string, properties: TrackedProperties) => [...goneAs(userId, [properties]).names];
    expect(names('u-1', transferred)).toEqual(['ada']);
    expect(names('u-2', transferred)).toEqual(['grace']);
    expect(names('u-1', removed)).toEqual(['ada']);
    expect(names('u-2', removed)).toEqual([]);
    expect(names('u-1', { userId: 'u-1', oldUsername: 'ada', newUsername: 'lady' })).toEqual(['ada', 'lady']);
    expect(goneAs('u-1', [{ userId: 'u-1', username: 'ada', displayName: 'Ada L.' }])).toEqual({
      ...{ userId: 'u-1', names: new Set(['ada', 'Ada L.']), usernames: new Set(['ada']) },
    });
  });

  it('loses a person who is gone, and keeps its order and all else', () => {
    const ada = { userId: 'u-1', names: new Set(['ada', 'member']), usernames: new Set(['ada']) };
    expect(JSON.stringify(withoutPerson(removed, ada, false))).toBe(
      '{"userId":"deleted-person","username":"deleted-person","role":"member","removedByUserId":"u-2"}',
    );
    const personal = { slug: 'ada', createdByUserId: 'u-1', extensionName: '@ada/gull', count: 1 };
    expect(withoutPerson(personal, ada, true)).toEqual({
      slug: 'deleted-person',
      createdByUserId: 'deleted-person',
      extensionName: '@ada/gull',
      count: 1,
    });
    expect(withoutPerson({ slug: 'reef', memberUserIds: ['u-1', 'u-2'] }, ada, false)).toEqual({
      ...{ slug: 'reef', memberUserIds: ['deleted-person', 'u-2'] },
    });
    const nameless = goneAs('u-1', []);
    expect(withoutPerson({ slug: 'ada', name: 'Ada', memberUserIds: ['u-1'] }, nameless, true)).toEqual({
      ...{ slug: 'deleted-person', name: 'deleted-person', memberUserIds: ['deleted-person'] },
    });
  });

  it('loses an id within another, and keeps that of somebody else', () => {
    const [id, other] = ['0198c1b0-0000-7000-8000-00000000ada1', '0198c1b0-0000-7000-8000-00000000bea2'];
    expect(withoutPerson({ grantId: `invite:${id}:${other}` }, goneAs(id, []), false)).toEqual({
      grantId: `invite:deleted-person:${other}`,
    });
  });

  it('keeps the names of others, whatever somebody called themselves who is gone', () => {
    const mallory = goneAs('u-9', [{ userId: 'u-9', username: 'mallory', displayName: 'ada' }]);
    const unpublished = { authorUserId: 'u-1', authorUsername: 'ada', displayName: 'mallory', userId: 'u-2' };
    expect(withoutPerson(unpublished, mallory, false)).toEqual(unpublished);
    const theirs = { userId: 'u-9', username: 'mallory', ownerUserId: 'u-1', ownerUsername: 'ada' };
    expect(withoutPerson(theirs, mallory, true)).toEqual({
      ...theirs,
      ...{ userId: gonePerson, username: gonePerson },
    });
    const unowned = { byUsername: 'mallory', toUsername: 'ada', displayName: 'ada' };
    expect(withoutPerson(unowned, mallory, false)).toEqual({ ...unowned, byUsername: gonePerson });
  });
});

describe('what two sides tell', () => {
  it('differs by property', () => {
    expect(differencesBetween({ a: 1, b: 'x', d: [1] }, { a: 1, b: 'y', c: true, d: [1] })).toEqual([
      { property: 'b', legacy: 'x', typed: 'y' },
      { property: 'c', legacy: null, typed: true },
    ]);
  });
});

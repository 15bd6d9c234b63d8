import { describe, expect, it } from 'vitest';
import { differencesBetween } from '../domain/parity.js';
import { gonePerson, mentionsIn, namesOf, peopleIn, withoutPerson } from '../domain/people.js';

const removed = { userId: 'u-1', username: 'ada', role: 'member', removedByUserId: 'u-2' };

describe('a record', () => {
  it('names people by id', () => {
    expect(peopleIn(removed, 'u-1')).toEqual(['u-1', 'u-2']);
    expect(peopleIn({ memberUserIds: ['u-3', 'u-4'] }, 'c-1')).toEqual(['c-1', 'u-3', 'u-4']);
  });

  it('is found by ids and names of people, and by whatever else may be an id', () => {
    const id = '0198c1b0-0000-7000-8000-00000000ada1';
    expect(mentionsIn(removed, 'u-1')).toEqual(['u-1', 'ada', 'u-2']);
    expect(mentionsIn({ viewers: [id, 'somebody'], displayName: 'Ada L.', path: '/docs' }, 'c-1')).toEqual([
      ...['c-1', id, 'Ada L.'],
    ]);
    expect(mentionsIn({ userId: gonePerson, username: gonePerson, count: 1 }, gonePerson)).toEqual([]);
    expect(mentionsIn({ username: 'x'.repeat(2_000) })).toEqual(['x'.repeat(200)]);
  });

  it('calls each by the name beside their id', () => {
    const transferred = { fromUserId: 'u-1', fromUsername: 'ada', toUserId: 'u-2', toUsername: 'grace' };
    expect(namesOf('u-1', transferred)).toEqual(['ada']);
    expect(namesOf('u-2', transferred)).toEqual(['grace']);
    expect(namesOf('u-1', removed)).toEqual(['ada']);
    expect(namesOf('u-2', removed)).toEqual([]);
    expect(namesOf('u-1', { userId: 'u-1', username: 'ada', displayName: 'Ada L.' })).toEqual([
      'ada',
      'Ada L.',
    ]);
    expect(namesOf('u-1', { userId: 'u-1', oldUsername: 'ada', newUsername: 'lady' })).toEqual([
      'ada',
      'lady',
    ]);
  });

  it('loses a person who is gone, and keeps its order and all else', () => {
    const ada = { userId: 'u-1', names: new Set(['ada', 'member']) };
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
    const nameless = { userId: 'u-1', names: new Set<string>() };
    expect(withoutPerson({ slug: 'ada', name: 'Ada', memberUserIds: ['u-1'] }, nameless, true)).toEqual({
      ...{ slug: 'deleted-person', name: 'deleted-person', memberUserIds: ['deleted-person'] },
    });
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

import { describe, expect, it } from 'vitest';
import { Pull, type PulledVersion } from '../domain/pull.js';
import { ada, grace, noon } from './seashells.js';

const pulled: PulledVersion = {
  extensionId: 'e-1',
  extensionName: '@tide-pool/seashells',
  version: '2026.03.17.1',
  visibility: 'public',
  author: grace,
  extensionAuthorUserId: ada.userId,
  isOfMembers: false,
};
const user = (userId: string) => ({ mark: `user:${userId}`, userId });
const stranger = { mark: 'stranger:x' };

describe('a pull', () => {
  it('tells whose version was pulled, and by whom', () => {
    expect(Pull.of(pulled, user('u-linus'), noon).domainEvents).toEqual([
      expect.objectContaining({ author: grace, pulledBy: 'u-linus', dateTimeOccurred: noon }),
    ]);
    expect(Pull.of(pulled, stranger, noon).domainEvents).toEqual([
      expect.objectContaining({ author: grace, pulledBy: undefined }),
    ]);
  });

  it.each([
    ['the author of the version', pulled, user('u-grace')],
    ['the author of the extension', pulled, user('u-ada')],
    ['a member of the collective', { ...pulled, isOfMembers: true }, user('u-linus')],
  ])('by %s counts for nothing and is told to nobody', (_who, what, puller) => {
    const pull = Pull.of(what, puller, noon);
    expect(pull.counts).toBe(false);
    expect(pull.domainEvents).toEqual([]);
  });

  it('of what nobody is the author of any more counts, and there is nobody to tell of', () => {
    const orphan = { ...pulled, author: null, extensionAuthorUserId: null };
    for (const puller of [user('u-linus'), stranger]) {
      const pull = Pull.of(orphan, puller, noon);
      expect(pull.counts).toBe(true);
      expect(pull.domainEvents).toEqual([]);
    }
  });

  it('belongs to a day, UTC', () => {
    expect(Pull.of(pulled, stranger, new Date('2026-03-17T23:59:59.999Z')).day).toBe('2026-03-17');
    expect(Pull.of(pulled, stranger, new Date('2026-03-18T00:00:00.000Z')).day).toBe('2026-03-18');
  });
});

import { describe, expect, it } from 'vitest';
import { KeyedPullerMarks } from '../infrastructure/keyed-puller-marks.js';
import { Pull, type PulledVersion } from '../domain/pull.js';
import { ada, grace, later, noon } from './seashells.js';

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

describe('the mark of a puller', () => {
  const marks = new KeyedPullerMarks('a secret of the beach, of 32 letters and more');
  const of = (address: string, at = noon) => marks.of({ kind: 'stranger', address }, at).mark;

  it('is that of the person or the client, where there is one', () => {
    expect(marks.of({ kind: 'user', userId: 'u-ada' }, noon)).toEqual({
      mark: 'user:u-ada',
      userId: 'u-ada',
    });
    expect(marks.of({ kind: 'client', clientId: 'k-1' }, noon)).toEqual({ mark: 'client:k-1' });
  });

  it('of a stranger is the same all day long, and another one the next day', () => {
    expect(of('203.0.113.7', later(60))).toBe(of('203.0.113.7'));
    expect(of('203.0.113.7', later(24 * 60))).not.toBe(of('203.0.113.7'));
    expect(of('203.0.113.8')).not.toBe(of('203.0.113.7'));
  });

  it('of a stranger shows no address, and needs the secret', () => {
    expect(of('203.0.113.7')).toMatch(/^stranger:[A-Za-z0-9_-]{43}$/);
    const other = new KeyedPullerMarks('another secret, also of 32 letters and more');
    expect(other.of({ kind: 'stranger', address: '203.0.113.7' }, noon).mark).not.toBe(of('203.0.113.7'));
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
    ['2001:db8:1:2::1', '2001:0DB8:0001:0002:0:0:0:9', true],
    ['2001:db8::1', '2001:db8:0:0:1::', true],
    ['::1', '::2', true],
    ['fe80::1%eth0', 'fe80::2', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::ffff:203.0.113.7', '203.0.113.7', true],
    ['::ffff:203.0.113.7', '::ffff:203.0.113.8', false],
  ])('of %s and %s is the same: %s', (one, other, same) => {
    expect(of(one) === of(other)).toBe(same);
  });
});

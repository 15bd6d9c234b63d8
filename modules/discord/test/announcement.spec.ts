import { describe, expect, it } from 'vitest';
import {
  type Announcement,
  burstOf,
  isNews,
  type Publication,
  renamed,
  textOf as textOfFirst,
} from '../domain/announcement.js';
import { namedInCollected, newsLastsMs } from '../domain/limits.js';
import { noon } from './facts.js';

const textOf = (all: readonly [Announcement, ...Announcement[]]) => textOfFirst(all, all.length);

const announcements: readonly (readonly [Announcement, string])[] = [
  [
    { kind: 'member', displayName: 'Ada L.', username: 'ada' },
    String.raw`👋 **Ada L\.** (ada) joined the boardwalk.`,
  ],
  [{ kind: 'member', displayName: 'ada', username: 'ada' }, '👋 **ada** joined the boardwalk.'],
  [
    { kind: 'collective', name: 'Tide Pool', slug: 'tide-pool', founder: 'ada' },
    String.raw`🏖️ **ada** founded the collective **Tide Pool** (tide\-pool).`,
  ],
  [
    { kind: 'extension', name: '@tide-pool/gull', version: '2026.06.01.1', author: 'ada', first: true },
    String.raw`📦 **ada** published a new extension: **\@tide\-pool\/gull** 2026\.06\.01\.1.`,
  ],
  [
    { kind: 'extension', name: '@tide-pool/gull', version: '2026.06.01.2', author: 'ada', first: false },
    String.raw`📦 **ada** published **\@tide\-pool\/gull** 2026\.06\.01\.2.`,
  ],
  [{ kind: 'tier', username: 'ada', tier: 'Novice II' }, '🎢 **ada** reached the tier **Novice II**.'],
  [
    { kind: 'badge', username: 'ada', badge: 'First Publish' },
    '🎖️ **ada** earned the badge **First Publish**.',
  ],
];

describe('an announcement', () => {
  it.each(announcements)('of %o says so', (announcement, text) => {
    expect(textOf([announcement])).toBe(text);
  });

  it('has at most 2,000 characters, whatever the names in it are', () => {
    for (const [announcement] of announcements)
      for (const filling of ['*', '👋', 'x']) {
        const long = Object.entries(announcement).map(([field, value]) =>
          field === 'kind' || typeof value !== 'string' ? [field, value] : [field, filling.repeat(10_000)],
        );
        expect(textOf([Object.fromEntries(long) as Announcement]).length).toBeLessThanOrEqual(2_000);
      }
  });
});

describe('news', () => {
  const after = (milliseconds: number) => new Date(noon.getTime() + milliseconds);

  it('is news for 24 hours', () => {
    expect(newsLastsMs).toBe(24 * 3_600_000);
    expect(isNews(noon, noon)).toBe(true);
    expect(isNews(noon, after(newsLastsMs))).toBe(true);
    expect(isNews(noon, after(newsLastsMs + 1))).toBe(false);
  });

  it('is what comes from a clock that is ahead', () => {
    expect(isNews(after(60_000), noon)).toBe(true);
  });
});

describe('announcements of one burst', () => {
  const versions = (count: number, changed: Partial<Publication> = {}): [Announcement, ...Announcement[]] => {
    const version = (number: number) =>
      ({
        kind: 'extension',
        name: '@tide-pool/gull',
        version: `2026.06.01.${number}`,
        author: 'ada',
        first: false,
        ...changed,
      }) as const;
    return [version(1), ...Array.from({ length: count - 1 }, (_, index) => version(index + 2))];
  };

  it('are one message with a line each', () => {
    expect(textOf(versions(2))).toBe(
      [
        String.raw`📦 **\@tide\-pool** published 2 versions:`,
        String.raw`• **\@tide\-pool\/gull** 2026\.06\.01\.1 by ada`,
        String.raw`• **\@tide\-pool\/gull** 2026\.06\.01\.2 by ada`,
      ].join('\n'),
    );
    expect(
      textOf([
        { kind: 'member', displayName: 'Ada L.', username: 'ada' },
        { kind: 'member', displayName: 'grace', username: 'grace' },
      ]),
    ).toBe(
      String.raw`👋 2 people joined the boardwalk:` +
        '\n' +
        String.raw`• **Ada L\.** (ada)` +
        '\n• **grace**',
    );
  });

  it('are counted when they are too many to name, and never make more than 2,000 characters', () => {
    expect(textOf(versions(50)).split('\n')).toHaveLength(10);
    expect(textOf(versions(50))).toContain('\n… and 42 more.');
    expect(textOfFirst(versions(namedInCollected), 50)).toBe(textOf(versions(50)));
    for (const filling of ['*', '👋', 'x'])
      expect(
        textOf(versions(50, { name: filling.repeat(9_000), author: filling.repeat(9_000) })).length,
      ).toBeLessThanOrEqual(2_000);
  });

  it('are publications of one collective, or people who join; all else goes out by itself', () => {
    const [publication] = versions(1);
    expect(burstOf(publication)?.key).toBe('published @tide-pool');
    expect(burstOf({ kind: 'member', displayName: 'ada', username: 'ada' })?.key).toBe('joined');
    expect(burstOf({ kind: 'tier', username: 'ada', tier: 'Novice II' })).toBeNull();
  });
});

describe('somebody with another name', () => {
  it.each(announcements.map(([announcement]) => announcement))('is called so in %o', (announcement) => {
    const text = textOf([renamed(announcement, 'lady')]);
    expect(text).toContain('lady');
    expect(text.replace('ada', '')).not.toMatch(/\bada\b(?!.*joined)/);
  });
});

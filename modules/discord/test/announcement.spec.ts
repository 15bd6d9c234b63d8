import { describe, expect, it } from 'vitest';
import { type Announcement, isNews, newsLastsMs, textOf } from '../domain/announcement.js';
import { noon } from './facts.js';

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
    expect(textOf(announcement)).toBe(text);
  });

  it('has at most 2,000 characters, whatever the names in it are', () => {
    for (const [announcement] of announcements)
      for (const filling of ['*', '👋', 'x']) {
        const long = Object.entries(announcement).map(([field, value]) =>
          field === 'kind' || typeof value !== 'string' ? [field, value] : [field, filling.repeat(10_000)],
        );
        expect(textOf(Object.fromEntries(long) as Announcement).length).toBeLessThanOrEqual(2_000);
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

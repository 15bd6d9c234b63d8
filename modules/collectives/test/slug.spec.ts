import { describe, expect, it } from 'vitest';
import { comesFrom, isReserved, personalSlugs } from '../domain/slug.js';
import { slug } from '../presentation/http/fields.js';

function first(count: number, username: string): string[] {
  const slugs = personalSlugs(username);
  return Array.from({ length: count }, () => slugs.next().value);
}

describe('the slugs of a personal collective', () => {
  it('begin with the username', () => {
    expect(first(3, 'ada')).toEqual(['ada', 'ada-2', 'ada-3']);
  });

  it('skip a reserved word', () => {
    expect(isReserved('admin')).toBe(true);
    expect(first(2, 'admin')).toEqual(['admin-2', 'admin-3']);
  });

  it('stay slugs for the longest username', () => {
    const [, second] = first(2, 'a'.repeat(32));
    expect(slug.safeParse(second).success).toBe(true);
  });
});

describe('the slug of a personal collective', () => {
  it.each([
    ['ada', true],
    ['ada-2', true],
    ['ada-17', true],
    ['ada-02', false],
    ['ada-', false],
    ['ada-2-2', false],
    ['ada-lovelace', false],
    ['adam', false],
    ['engine-room', false],
  ])('%s goes with the username ada: %s', (slugOfAda, goes) => {
    expect(comesFrom('ada', slugOfAda)).toBe(goes);
  });

  it('is one that its username leads to', () => {
    for (const one of first(12, 'ada')) expect(comesFrom('ada', one)).toBe(true);
  });
});

describe('a slug', () => {
  it.each(['a1', '0-0', 'tide_pool', 'x'.repeat(39)])('may be %s', (text) => {
    expect(slug.safeParse(text).success).toBe(true);
  });

  it.each(['a', 'Tide', '-a', '_a', 'tide pool', 'a/b', '../b', 'ä1', 'x'.repeat(40), 'ab\n', ''])(
    'may not be %j',
    (text) => {
      expect(slug.safeParse(text).success).toBe(false);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { isReserved, personalSlugs } from '../domain/slug.js';
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

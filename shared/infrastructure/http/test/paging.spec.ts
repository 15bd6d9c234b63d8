import { cursor, cutPage, limit, pageOf, Policy, Returns } from '@boardwalk/http';
import { Controller, Get, Query } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Edge } from './edge.js';

const after = cursor(z.strictObject({ n: z.int() }));
const List = z.strictObject({ limit, cursor: after.optional() });
const numbers = Array.from({ length: 45 }, (_, n) => ({ n, secret: 'column' }));

@Controller('numbers')
@Policy('public')
class NumbersController {
  @Get()
  @Returns(200, pageOf(z.object({ n: z.int() })))
  list(@Query({ schema: List }) query: z.infer<typeof List>) {
    const from = query.cursor === undefined ? 0 : query.cursor.n + 1;
    const rows = numbers.slice(from, from + query.limit + 1);
    return cutPage(rows, query.limit, (last) => z.encode(after, { n: last.n }));
  }
}

describe('a page', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await Edge.start({ controllers: [NumbersController] });
  });
  afterAll(() => edge.stop());

  const page = async (query: string) =>
    (await edge.send(`GET /numbers${query}`)).json() as { items: { n: number }[]; nextCursor: string | null };

  it('follows the last until all items were seen once', async () => {
    const seen: number[] = [];
    let query = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const { items, nextCursor } = await page(query);
      seen.push(...items.map(({ n }) => n));
      if (nextCursor === null) break;
      query = `?cursor=${nextCursor}`;
    }
    expect(seen).toEqual(numbers.map(({ n }) => n));
  });

  it('has 20 items unless asked, and none follows when it ends exactly at the end', async () => {
    expect((await page('')).items).toHaveLength(20);
    expect(await page('?limit=45')).toMatchObject({ nextCursor: null });
    expect((await page('?limit=44')).nextCursor).not.toBeNull();
    expect((await page('?limit=1')).items).toEqual([{ n: 0 }]);
  });

  it.each(['0', '101', '1000', '-1', '1.5', '1e1', '', 'all', '٣'])('refuses %o items', async (size) => {
    const answer = await edge.send(`GET /numbers?limit=${encodeURIComponent(size)}`);
    expect(answer.status).toBe(400);
    expect(answer.json()['errors']).toEqual([expect.objectContaining({ in: 'query', pointer: '#/limit' })]);
  });

  it('refuses a cursor that was not given out, and says what to do', async () => {
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const bad of [
      '%25',
      'abc',
      '',
      forged('x'),
      forged({ n: '1' }),
      forged({ n: 1, admin: true }),
      forged({ n: 1.5 }),
      'x'.repeat(600),
    ]) {
      const answer = await edge.send(`GET /numbers?cursor=${bad}`);
      expect(answer.status, bad).toBe(400);
      expect(answer.json()['errors'], bad).toEqual([
        expect.objectContaining({ pointer: expect.stringMatching(/^#\/cursor/) }),
      ]);
    }
    expect((await edge.send('GET /numbers?cursor=abc')).text).toContain('Start again without one');
  });
});

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Edge } from './edge.js';
import { CollectivesController } from './example/collectives.controller.js';
import { Collectives } from './example/collectives.js';

const ada = { cookie: 'session=ada' };

describe('the example of the README', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await Edge.start({ controllers: [CollectivesController], providers: [Collectives] });
  });
  afterAll(() => edge.stop());

  it('is the controller that runs here, to the letter', () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
    const example = /```ts\n(.*?)```/s.exec(read('../README.md'))?.[1];
    expect(example).toBe(read('./example/collectives.controller.ts'));
  });

  it('founds, lists and shows, and refuses as it says', async () => {
    const found = (slug: string) => edge.sendJson('POST /api/v1/collectives', { slug, name: 'Pier' }, ada);
    expect((await found('pier')).json()).toEqual({
      slug: 'pier',
      name: 'Pier',
      foundedAt: '1970-01-01T00:00:00.000Z',
    });
    expect((await found('pier')).json()).toMatchObject({ status: 409, type: '/problems/slug-taken' });
    await found('secret-pier');

    const first = (await edge.send('GET /api/v1/collectives?limit=1')).json();
    expect(first['items']).toMatchObject([{ slug: 'pier' }]);
    const second = (
      await edge.send(`GET /api/v1/collectives?limit=1&cursor=${String(first['nextCursor'])}`)
    ).json();
    expect(second).toMatchObject({ items: [{ slug: 'secret-pier' }], nextCursor: null });
  });

  it('shows a stranger 404 where the founder sees the collective', async () => {
    expect((await edge.send('GET /api/v1/collectives/secret-pier', { headers: ada })).status).toBe(200);
    expect((await edge.send('GET /api/v1/collectives/secret-pier')).json()).toMatchObject({
      status: 404,
      type: '/problems/collective-not-found',
    });
  });
});

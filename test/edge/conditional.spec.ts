import { notYet, until, World } from '@boardwalk/testing';
import { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ThingsModule } from './things.js';

let world: World;
beforeAll(async () => {
  world = await World.start({ name: 'conditional', modules: [ThingsModule] });
  await world.rows('CREATE TABLE public.things (name text, owner text, version int DEFAULT 1)');
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.rows('TRUNCATE public.things');
  await world.rows(`INSERT INTO public.things (name) VALUES ('pier')`);
});

const ada = 'user:0198c5f0-0000-7000-8000-00000000000a:ada';
const url = '/api/v1/things/pier';
const read = (headers: Record<string, string> = {}) => world.request('GET', url, { as: ada, headers });
const change = (headers: Record<string, string> = {}) => world.request('PUT', url, { as: ada, headers });
const version = async () => ((await read()).body as { version: number }).version;
const etagNow = async () => String((await read()).headers['etag']);

describe('a read', () => {
  it('carries a strong ETag that changes with the answer and with nothing else', async () => {
    const first = await etagNow();
    expect(first).toMatch(/^"[\w-]{22}"$/);
    expect(await etagNow()).toBe(first);
    await change();
    expect(await etagNow()).not.toBe(first);
  });

  it('may be kept by its reader alone, who has to ask again', async () => {
    expect((await read()).headers).toMatchObject({
      'cache-control': 'private, no-cache',
      vary: 'authorization, cookie',
    });
  });

  it('answers 304 without a body to whoever has it already', async () => {
    const etag = await etagNow();
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await read({ 'if-none-match': known });
      expect([known, answer.status, answer.text]).toEqual([known, 304, '']);
      expect(answer.headers['etag']).toBe(etag);
    }
    expect((await read({ 'if-none-match': '"other"' })).status).toBe(200);
    expect((await read({ 'if-none-match': 'other' })).status).toBe(400);
  });
});

describe('a change with If-Match', () => {
  it('is made while what was read is still there', async () => {
    expect((await change({ 'if-match': await etagNow() })).status).toBe(200);
    expect((await change({ 'if-match': '*' })).status).toBe(200);
    expect(await version()).toBe(3);
  });

  it('is refused with 412 and the present ETag when it is another, and changes nothing', async () => {
    const before = await etagNow();
    await change();
    const refused = await change({ 'if-match': before });
    expect(refused).toMatchObject({ status: 412, body: { type: '/problems/changed-meanwhile' } });
    expect(refused.headers['etag']).toBe(await etagNow());
    expect((await change({ 'if-match': `W/${await etagNow()}` })).status).toBe(412);
    expect(await version()).toBe(2);
  });

  it('is refused where nothing can be read, and when it names no ETag', async () => {
    const gone = await world.request('DELETE', '/api/v1/things/none', {
      as: ada,
      headers: { 'if-match': '*' },
    });
    expect(gone.status).toBe(412);
    expect((await change({ 'if-match': 'pier' })).status).toBe(400);
    expect(await version()).toBe(1);
  });

  it('is made by one of ten who read the same', async () => {
    const etag = await etagNow();
    const answers = await Promise.all(Array.from({ length: 10 }, () => change({ 'if-match': etag })));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      200,
      ...Array.from({ length: 9 }, () => 412),
    ]);
    expect(await version()).toBe(2);
  });

  it.each([{}, { 'idempotency-key': 'overtaken' }])(
    'is refused when another, without it, has come between the look and the change %j',
    async (headers) => {
      const etag = await etagNow();
      const other = await world.app.get(Pool).connect();
      await other.query('BEGIN');
      await other.query('UPDATE public.things SET version = 7');
      const answer = change({ ...headers, 'if-match': etag });
      await until('the change to wait behind the other', async () => {
        const waiting = await world.rows(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return waiting.length > 0 || notYet();
      });
      await other.query('COMMIT');
      other.release();
      expect(await answer).toMatchObject({ status: 412, body: { type: '/problems/changed-meanwhile' } });
      expect(await version()).toBe(7);
    },
  );

  it('is not examined again when its Idempotency-Key says that it was made', async () => {
    const headers = { 'if-match': await etagNow(), 'idempotency-key': 'once' };
    expect((await change(headers)).status).toBe(200);
    expect(await change(headers)).toMatchObject({ status: 200, headers: { 'idempotent-replayed': 'true' } });
    expect(await version()).toBe(2);
  });
});

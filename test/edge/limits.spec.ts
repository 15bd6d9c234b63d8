import { createHttpAdapter, quotas, RequestCounts } from '@boardwalk/http';
import { Housekeeping } from '@boardwalk/persistence';
import { operatorToken, serviceToken, World, type WorldRequest } from '@boardwalk/testing';
import { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ThingsModule } from './things.js';

let world: World;
beforeAll(async () => {
  world = await World.start({ name: 'limits', modules: [ThingsModule], limits: true });
  await world.rows('CREATE TABLE public.things (name text, owner text, version int DEFAULT 1)');
});
afterAll(() => world.stop());
/** Everybody has their whole share again. */
beforeEach(() => world.clock.advance(60_000 - (world.clock.now().getTime() % 60_000)));

const ada = 'user:0198c5f0-0000-7000-8000-00000000000a:ada';
const bea = 'user:0198c5f0-0000-7000-8000-00000000000b:bea';
const counts = () => world.app.get(RequestCounts, { strict: false });
const hash = (request: WorldRequest = {}) => world.request('POST', '/api/v1/hashes', request);
const read = (request: WorldRequest) => world.request('GET', '/api/v1/things/none', request);
/** So that the next one is one too many. */
async function exhaust(ask: () => Promise<{ status: number }>, quota: keyof typeof quotas): Promise<void> {
  for (let n = 0; n < quotas[quota]; n += 1) expect((await ask()).status).not.toBe(429);
}

describe('limits on how much a caller asks', () => {
  it('are told with each answer, in the headers of the IETF draft', async () => {
    const { headers } = await read({ as: ada });
    expect(headers['ratelimit-policy']).toBe('"read";q=1200;w=60');
    expect(headers['ratelimit']).toBe('"read";r=1199;t=60');
    world.clock.advance(20_000);
    expect((await read({ as: ada })).headers['ratelimit']).toBe('"read";r=1198;t=40');
  });

  it('refuse with 429 and say when to go on, and then it goes on', async () => {
    await exhaust(hash, 'expensive');
    const refused = await hash();
    expect(refused).toMatchObject({ status: 429, body: { type: '/problems/too-many-requests' } });
    expect(refused.headers).toMatchObject({ 'retry-after': '60', ratelimit: '"expensive";r=0;t=60' });
    world.clock.advance(60_000);
    expect((await hash()).status).toBe(204);
  });

  it('count what costs much apart from writes, and writes apart from reads', async () => {
    await exhaust(() => hash({ as: ada }), 'expensive');
    const write = await world.request('POST', '/api/v1/things', { as: ada, body: { name: 'a' } });
    expect(write.headers['ratelimit']).toBe('"write";r=299;t=60');
    expect((await read({ as: ada })).headers['ratelimit']).toBe('"read";r=1199;t=60');
  });

  it('count a change with If-Match once, and not what it is compared with', async () => {
    await world.rows(`INSERT INTO public.things (name) VALUES ('pier')`);
    const pier = (method: 'GET' | 'PUT', headers = {}) =>
      world.request(method, '/api/v1/things/pier', { as: ada, headers });
    const { etag } = (await pier('GET')).headers;
    const changed = await pier('PUT', { 'if-match': String(etag) });
    expect(changed).toMatchObject({ status: 200, headers: { ratelimit: '"write";r=299;t=60' } });
    expect((await pier('GET')).headers['ratelimit']).toBe('"read";r=1198;t=60');
  });

  it('count a person whatever the address, and nobody else with the same', async () => {
    await read({ as: ada, address: '192.0.2.1' });
    expect((await read({ as: ada, address: '192.0.2.2' })).headers['ratelimit']).toContain('r=1198');
    expect((await read({ as: bea, address: '192.0.2.1' })).headers['ratelimit']).toContain('r=1199');
  });

  it('count strangers by their network: one IPv6 household is one', async () => {
    await exhaust(() => hash({ address: '2001:db8:1:2::1' }), 'expensive');
    expect((await hash({ address: '2001:db8:1:2:ffff::9' })).status).toBe(429);
    expect((await hash({ address: '2001:db8:1:3::1' })).status).toBe(204);
    expect((await hash({ address: '192.0.2.9' })).status).toBe(204);
  });

  it('do not believe what a stranger writes into X-Forwarded-For', async () => {
    await exhaust(hash, 'expensive');
    expect((await hash({ headers: { 'x-forwarded-for': '198.51.100.7' } })).status).toBe(429);
  });

  it('count guesses of credentials, and let the operator and other processes through', async () => {
    const guess = () => world.request('PUT', '/api/v1/operator/things/a', { as: 'a guess' });
    await exhaust(guess, 'operator');
    expect((await guess()).status).toBe(429);
    const operate = () => world.request('PUT', '/api/v1/operator/things/a', { as: operatorToken });
    expect(await operate()).toMatchObject({ status: 204 });
    expect((await operate()).headers['ratelimit']).toBeUndefined();
    const asked = await world.request('POST', '/internal/introspection', { as: serviceToken, body: {} });
    expect(asked.headers['ratelimit']).toBeUndefined();
  });

  it('are counted together by several processes', async () => {
    const other = new RequestCounts(
      world.app.get(Pool),
      world.clock,
      'secret-of-the-test-world-0123456789abcdef',
    );
    for (let n = 0; n < 100; n += 1) other.take('expensive', 'network 127.0.0.1');
    await other.report();
    for (let n = 0; n < 15; n += 1) await hash();
    await counts().report();
    expect((await hash()).headers['ratelimit']).toContain('r=4;');
    for (let n = 0; n < 4; n += 1) expect((await hash()).status).toBe(204);
    expect((await hash()).status).toBe(429);
  });

  it('go on when the counts cannot be shared', async () => {
    await world.rows('ALTER TABLE http.request_counts RENAME TO away');
    expect((await hash()).status).toBe(204);
    await counts().report();
    expect((await hash()).headers['ratelimit']).toContain('r=118;');
    await world.rows('ALTER TABLE http.away RENAME TO request_counts');
  });

  it('keep no address and no name in the database, and forget old windows', async () => {
    await hash({ address: '192.0.2.77' });
    await counts().report();
    const rows = await world.rows<{ bucket: Buffer }>('SELECT bucket FROM http.request_counts');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ bucket }) => bucket.toString()).join()).not.toContain('192.0.2.77');
    world.clock.advance(180_000);
    await world.app.get(Housekeeping, { strict: false }).clean();
    expect(await world.rows('SELECT bucket FROM http.request_counts')).toEqual([]);
  });

  it('leave whoever watches over the program alone', async () => {
    expect((await world.request('GET', '/healthz')).headers['ratelimit']).toBeUndefined();
  });
});

describe('an adapter behind proxies', () => {
  const addressSeen = async (trustedProxies: readonly string[], peer: string, forwarded: string) => {
    const adapter = createHttpAdapter({ trustedProxies });
    const fastify = adapter.getInstance();
    fastify.get('/', (request) => request.ip);
    const { body } = await fastify.inject({
      url: '/',
      remoteAddress: peer,
      headers: { 'x-forwarded-for': forwarded },
    });
    return body;
  };

  it('believes what the trusted ones say, from the right, up to the first that is not', async () => {
    expect(await addressSeen(['10.0.0.0/8'], '10.0.0.1', '203.0.113.66, 198.51.100.7, 10.0.0.2')).toBe(
      '198.51.100.7',
    );
  });

  it('believes nobody else', async () => {
    expect(await addressSeen(['10.0.0.0/8'], '192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
    expect(await addressSeen([], '10.0.0.1', '198.51.100.7')).toBe('10.0.0.1');
  });
});

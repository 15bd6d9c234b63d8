import { CollectivesModule } from '@boardwalk/collectives';
import { HttpProblem } from '@boardwalk/http';
import { Housekeeping } from '@boardwalk/persistence';
import { CollectiveCreatedIntegrationEvent } from '@boardwalk/integration-events';
import { World, type WorldResponse } from '@boardwalk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { course, ThingsModule } from './things.js';

let world: World;
beforeAll(async () => {
  world = await World.start({
    name: 'idempotency',
    modules: [
      CollectivesModule.forRoot({ secret: 'secret-of-the-collectives-0123456789abcdef' }),
      ThingsModule,
    ],
  });
  await world.rows('CREATE TABLE public.things (name text, owner text, version int DEFAULT 1)');
});
afterAll(() => world.stop());
afterEach(() => {
  delete course.gate;
  delete course.entered;
  delete course.failure;
});

const ada = 'user:0198c5f0-0000-7000-8000-00000000000a:ada';
const bea = 'user:0198c5f0-0000-7000-8000-00000000000b:bea';
let keys = 0;
const newKey = () => `key-${(keys += 1)}`;
const made = async (name: string) =>
  (await world.rows('SELECT name FROM public.things WHERE name = $1', [name])).length;
const make = (name: string, key: string, as = ada): Promise<WorldResponse> =>
  world.request('POST', '/api/v1/things', { as, body: { name }, headers: { 'idempotency-key': key } });

describe('a command with an Idempotency-Key', () => {
  it('makes one aggregate and one fact, and has the same answer each time', async () => {
    const key = newKey();
    const found = () =>
      world.request('POST', '/api/v1/collectives', {
        as: ada,
        body: { slug: 'harbour', name: 'Harbour' },
        headers: { 'idempotency-key': key },
      });
    const first = await found();
    const second = await found();
    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 201, body: first.body, text: first.text });
    expect(second.headers['boardwalk-position']).toBe(first.headers['boardwalk-position']);
    expect(first.headers['boardwalk-position']).toBeDefined();
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(await world.facts(CollectiveCreatedIntegrationEvent)).toHaveLength(1);
    const rows = await world.rows(`SELECT slug FROM collectives.collectives WHERE slug = 'harbour'`);
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['its answer', 'http.idempotent_requests', 'CHECK (answer IS NULL)'],
    ['its fact', 'messaging.facts', "CHECK (data NOT LIKE '%quay%')"],
  ])('is not done when %s cannot be written', async (_what, table, check) => {
    await world.rows(`ALTER TABLE ${table} ADD CONSTRAINT unwritable ${check} NOT VALID`);
    const key = newKey();
    const found = () =>
      world.request('POST', '/api/v1/collectives', {
        as: ada,
        body: { slug: `quay-${key}`, name: 'Quay' },
        headers: { 'idempotency-key': key },
      });
    const before = (await world.facts()).length;
    expect((await found()).status).toBe(500);
    const rows = () =>
      world.rows('SELECT slug FROM collectives.collectives WHERE slug = $1', [`quay-${key}`]);
    expect(await rows()).toEqual([]);
    expect((await world.facts()).length).toBe(before);
    await world.rows(`ALTER TABLE ${table} DROP CONSTRAINT unwritable`);
    expect((await found()).status).toBe(201);
    expect(await rows()).toHaveLength(1);
  });

  it('with another body is refused, and does nothing', async () => {
    const key = newKey();
    await make('one', key);
    const other = await make('other', key);
    expect(other).toMatchObject({ status: 422, body: { type: '/problems/idempotency-key-reused' } });
    expect(await made('other')).toBe(0);
  });

  it('at another route is refused', async () => {
    const key = newKey();
    await make('here', key);
    const there = await world.request('DELETE', '/api/v1/things/here', {
      as: ada,
      headers: { 'idempotency-key': key },
    });
    expect(there.status).toBe(422);
    expect(await made('here')).toBe(1);
  });

  it('does not care in which order the fields of its body stand', async () => {
    const headers = { 'idempotency-key': newKey() };
    const found = (body: object) => world.request('POST', '/api/v1/collectives', { as: ada, body, headers });
    expect((await found({ slug: 'mole', name: 'Mole' })).status).toBe(201);
    expect((await found({ name: 'Mole', slug: 'mole' })).status).toBe(201);
  });

  it('is refused while the first is in work, and answered after it', async () => {
    const key = newKey();
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    Object.assign(course, { gate: gate.promise, entered: entered.resolve });
    const first = make('slow', key);
    await entered.promise;
    const meanwhile = await make('slow', key);
    expect(meanwhile).toMatchObject({ status: 409, body: { type: '/problems/request-in-work' } });
    expect(meanwhile.headers['retry-after']).toBe('1');
    gate.resolve();
    expect((await first).status).toBe(201);
    expect((await make('slow', key)).text).toBe((await first).text);
    expect(await made('slow')).toBe(1);
  });

  it('of one person is not that of another', async () => {
    const key = newKey();
    await make('hers', key);
    expect(await make('theirs', key, bea)).toMatchObject({ status: 201, body: { name: 'theirs' } });
  });

  it('may be tried again when it was refused, for that changed nothing', async () => {
    const key = newKey();
    course.failure = new HttpProblem(409, 'thing-refused', 'Not now.');
    expect((await make('late', key)).status).toBe(409);
    expect(await made('late')).toBe(0);
    delete course.failure;
    expect((await make('late', key)).status).toBe(201);
    expect(await made('late')).toBe(1);
  });

  it('is done by whoever comes a minute after its process died, and the dead one commits nothing', async () => {
    const key = newKey();
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    Object.assign(course, { gate: gate.promise, entered: entered.resolve });
    const frozen = make('twice', key);
    await entered.promise;
    delete course.gate;
    world.clock.advance(61_000);
    expect((await make('twice', key)).status).toBe(201);
    gate.resolve();
    expect((await frozen).status).toBe(409);
    expect(await made('twice')).toBe(1);
  });

  it('is no key when it is no text, and then nothing is done', async () => {
    for (const key of ['', ' ', '"', 'with"quote', 'a\tb', 'x'.repeat(256), 'ключ']) {
      const answer = await make('never', Buffer.from(key).toString('latin1'));
      expect([key, answer.status]).toEqual([key, key.trim() === '' ? answer.status : 400]);
    }
    expect(await make('quoted', '"8e03978e-40d5-43dd-bc93-6894a57f9324"')).toMatchObject({ status: 201 });
  });

  it('leaves nothing in the database that can be read there', async () => {
    const key = 'a-key-that-nobody-should-see';
    await make('treasure', key);
    const [row] = await world.rows<{ text: string }>(
      `SELECT string_agg(encode(key, 'escape') || encode(request, 'escape') || coalesce(encode(answer, 'escape'), ''), ' ') AS text FROM http.idempotent_requests`,
    );
    expect(row?.text).toBeTruthy();
    for (const secret of ['the secret of', 'treasure', key, 'ada']) expect(row?.text).not.toContain(secret);
    expect((await make('treasure', key)).body).toEqual({
      name: 'treasure',
      secret: 'the secret of treasure',
    });
  });

  it('is remembered for a day, and then forgotten', async () => {
    const key = newKey();
    await make('daily', key);
    world.clock.advance(86_400_000 - 1_000);
    await world.app.get(Housekeeping, { strict: false }).clean();
    expect((await make('daily', key)).headers['idempotent-replayed']).toBe('true');
    world.clock.advance(2_000);
    expect((await make('daily', key)).headers['idempotent-replayed']).toBeUndefined();
    expect(await made('daily')).toBe(2);
    world.clock.advance(86_400_000);
    await world.app.get(Housekeeping, { strict: false }).clean();
    expect(await world.rows('SELECT key FROM http.idempotent_requests')).toEqual([]);
  });
});

import {
  EmailVerifiedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TelemetryModule } from '../telemetry.module.js';

const producer = 'client:old-web';

let world: World;
beforeEach(async () => {
  world = await World.start({
    name: 'telemetry',
    modules: [TelemetryModule.forRoot({ producers: ['old-web'] })],
  });
});
afterEach(() => world.stop());

async function asked<Body>(
  status: number,
  method: 'GET' | 'PUT',
  path: string,
  body?: object,
): Promise<Body> {
  const answer = await world.request(method, `/api/v1/operator/telemetry/${path}`, {
    as: operatorToken,
    ...(body !== undefined && { body }),
  });
  expect(answer, answer.text).toMatchObject({ status });
  return answer.body as Body;
}

const mode = (event: string, mode: 'legacy' | 'dual' | 'typed') =>
  asked(200, 'PUT', `modes/${event}`, { mode, reason: 'moving over' });

async function track(event: string, properties: object, further: object = {}): Promise<unknown> {
  const body = { event, properties, ...further };
  const answer = await world.request('POST', '/api/v1/telemetry/track', { as: producer, body });
  expect(answer.status, answer.text).toBe(200);
  return (answer.body as { outcome: unknown }).outcome;
}

const published = (number: number, changed: object = {}) => ({
  extensionName: '@tide-pool/gull',
  version: `2026.06.01.${number}`,
  userId: 'u-ada',
  username: 'ada',
  ...changed,
});
const told = async (number: number) => {
  await world.publish(new ExtensionPublishedIntegrationEvent({ ...published(number), visibility: 'public' }));
  await world.drain();
};

async function records(): Promise<string[]> {
  const rows = await world.rows<{ properties: string }>(
    'SELECT properties FROM telemetry.telemetry_events ORDER BY occurred_at, event_id',
  );
  return rows.map(({ properties }) => (JSON.parse(properties) as { version: string }).version);
}

interface Report {
  readonly items: readonly object[];
  readonly superseded: readonly object[];
}
const parity = () => asked<Report>(200, 'GET', 'parity');

describe('track()', () => {
  it('records what no fact tells, as it always did', async () => {
    expect(await track('page_viewed', { userId: 'u-ada', path: '/docs', seconds: 3 })).toBe('recorded');
    expect(await world.rows('SELECT name, properties, distinct_id FROM telemetry.telemetry_events')).toEqual([
      {
        name: 'page_viewed',
        properties: '{"userId":"u-ada","path":"/docs","seconds":3}',
        distinct_id: 'u-ada',
      },
    ]);
  });

  it('is the same call with the same insertId, and another without one', async () => {
    expect(await track('page_viewed', { path: '/' }, { insertId: 'call-1' })).toBe('recorded');
    expect(await track('page_viewed', { path: '/' }, { insertId: 'call-1' })).toBe('repeated');
    expect(await track('page_viewed', { path: '/' })).toBe('recorded');
    expect(await world.rows('SELECT count(*)::int FROM telemetry.telemetry_events')).toEqual([{ count: 2 }]);
  });

  it('keeps nothing personal, and says so', async () => {
    const body = { event: 'newsletter_opened', properties: { userId: 'u-ada', email: 'ada@example.org' } };
    const answer = await world.request('POST', '/api/v1/telemetry/track', { as: producer, body });
    expect(answer.body).toEqual({ outcome: 'recorded', leftOut: ['email'] });
    expect(JSON.stringify(await world.rows('SELECT * FROM telemetry.telemetry_events'))).not.toContain(
      'ada@',
    );
  });

  it.each([
    ['a name that is none', { event: 'Page Viewed', properties: {} }],
    ['another field', { event: 'page_viewed', properties: {}, colour: 'red' }],
    ['an object for a value', { event: 'page_viewed', properties: { a: { b: 1 } } }],
    ['a text without end', { event: 'page_viewed', properties: { a: 'x'.repeat(2_001) } }],
    [
      'too many properties',
      {
        event: 'page_viewed',
        properties: Object.fromEntries(Array.from({ length: 61 }, (_, i) => [`p${i}`, 1])),
      },
    ],
    ['a time that is none', { event: 'page_viewed', properties: {}, time: 'yesterday' }],
  ])('refuses %s, and changes nothing', async (_what, body) => {
    expect((await world.request('POST', '/api/v1/telemetry/track', { as: producer, body })).status).toBe(400);
    expect(await world.rows('SELECT FROM telemetry.telemetry_events')).toEqual([]);
  });

  it('is for programs that operators have named, since it may tell of anybody', async () => {
    const body = { event: 'page_viewed', properties: { userId: 'u-ada' } };
    const answer = await world.request('POST', '/api/v1/telemetry/track', { as: 'client:anybodys', body });
    expect(answer).toMatchObject({ status: 403, body: { type: '/problems/not-a-producer' } });
    expect(answer.text).toContain('TELEMETRY_PRODUCERS');
    expect(await world.rows('SELECT FROM telemetry.telemetry_events')).toEqual([]);
  });

  it('is for programs and the operator', async () => {
    const body = { event: 'page_viewed', properties: {} };
    const status = async (as?: string) =>
      (await world.request('POST', '/api/v1/telemetry/track', { ...(as !== undefined && { as }), body }))
        .status;
    expect([await status(), await status('user:u-1:ada'), await status(operatorToken)]).toEqual([
      401, 403, 200,
    ]);
  });
});

describe('an event that both sides tell', () => {
  it('is one record, whichever comes first, with a switch per event and a report of parity [0-27]', async () => {
    await mode('extension_published', 'dual');
    expect(await track('extension_published', published(1, { username: 'Ada' }))).toBe('recorded');
    await told(1);
    await told(2);
    expect(await track('extension_published', published(2))).toBe('matched');
    expect(await track('extension_published', published(3))).toBe('recorded');
    await told(4);
    expect((await records()).sort()).toEqual([
      '2026.06.01.1',
      '2026.06.01.2',
      '2026.06.01.3',
      '2026.06.01.4',
    ]);
    expect((await parity()).items).toEqual([
      {
        ...{ event: 'extension_published', legacy: 3, typed: 3, matched: 2, onlyLegacy: 1, onlyTyped: 1 },
        differing: [{ property: 'username', count: 1, examples: [{ legacy: 'Ada', typed: 'ada' }] }],
      },
    ]);
  });

  it('that happens twice is two records, not three', async () => {
    await mode('email_verified', 'dual');
    for (const _time of [1, 2]) {
      await track('email_verified', { userId: 'u-ada' });
      await world.publish(new EmailVerifiedIntegrationEvent({ userId: 'u-ada' }));
      await world.drain();
    }
    expect(await world.rows('SELECT count(*)::int FROM telemetry.telemetry_events')).toEqual([{ count: 2 }]);
  });

  it('is one record also when both come at the same time', async () => {
    await mode('extension_published', 'dual');
    for (let number = 1; number <= 8; number += 1)
      await world.publish(new ExtensionPublishedIntegrationEvent(published(number)));
    const calls = Array.from({ length: 8 }, (_, index) => track('extension_published', published(index + 1)));
    await Promise.all([world.drain(), ...calls]);
    await world.drain();
    expect((await records()).sort()).toEqual(
      Array.from({ length: 8 }, (_, index) => `2026.06.01.${index + 1}`),
    );
  });
});

describe('the mode of an event', () => {
  it('legacy records calls, and compares them with facts', async () => {
    await mode('extension_published', 'legacy');
    await told(1);
    expect(await records()).toEqual([]);
    expect(await track('extension_published', published(1))).toBe('recorded');
    expect(await records()).toEqual(['2026.06.01.1']);
    expect((await parity()).items).toEqual([expect.objectContaining({ matched: 1, differing: [] })]);
  });

  it('typed records facts, and counts calls by who makes them', async () => {
    await told(1);
    expect(await track('extension_published', published(1))).toBe('superseded');
    expect(await track('extension_published', published(2))).toBe('superseded');
    expect(await records()).toEqual(['2026.06.01.1']);
    const day = world.clock.now().toISOString().slice(0, 10);
    expect((await parity()).superseded).toEqual([
      { event: 'extension_published', producer: 'old-web', calls: 2, lastDay: day },
    ]);
  });

  it('is typed, and holds for what happens from a change on', async () => {
    await told(1);
    world.clock.advance(1_000);
    await world.publish(new ExtensionPublishedIntegrationEvent(published(2)));
    world.clock.advance(1_000);
    await mode('extension_published', 'legacy');
    await world.drain();
    await told(3);
    expect(await records()).toEqual(['2026.06.01.1', '2026.06.01.2']);
    world.clock.advance(1_000);
    await mode('extension_published', 'typed');
    await told(4);
    expect(await records()).toEqual(['2026.06.01.1', '2026.06.01.2', '2026.06.01.4']);
  });

  it('does not make two records of what a call told before facts were believed', async () => {
    await mode('extension_published', 'dual');
    await track('extension_published', published(1));
    await world.publish(new ExtensionPublishedIntegrationEvent(published(1)));
    world.clock.advance(1_000);
    await mode('extension_published', 'typed');
    await world.drain();
    expect(await records()).toEqual(['2026.06.01.1']);
  });

  it('is changed by the operator, who leaves a reason behind', async () => {
    await mode('sign_up', 'dual');
    world.clock.advance(1);
    await asked(200, 'PUT', 'modes/sign_up', { mode: 'typed', reason: 'equal for a week' });
    const { items } = await asked<{ items: object[] }>(200, 'GET', 'mode-changes');
    expect(items).toEqual([
      {
        event: 'sign_up',
        mode: 'typed',
        since: world.clock.now().toISOString(),
        actor: 'operator',
        reason: 'equal for a week',
      },
      expect.objectContaining({ event: 'sign_up', mode: 'dual', reason: 'moving over' }),
    ]);
    const modes = await asked<{ items: { event: string }[] }>(200, 'GET', 'modes');
    expect(modes.items.find(({ event }) => event === 'sign_up')).toMatchObject({ mode: 'typed' });
    const path = '/api/v1/operator/telemetry/modes/sign_up';
    const body = { mode: 'dual', reason: 'x' };
    expect((await world.request('PUT', path, { as: 'user:u-1:ada', body })).status).toBe(403);
    expect(await asked(422, 'PUT', 'modes/page_viewed', body)).toMatchObject({
      type: '/problems/no-such-fact',
    });
    await asked(400, 'PUT', 'modes/sign_up', { mode: 'both', reason: 'x' });
    await asked(400, 'PUT', 'modes/sign_up', { mode: 'dual' });
  });
});

/** What the bot of old made of records: it knows names and properties, and nothing of facts. */
function oldBot(name: string, properties: Readonly<Record<string, string>>): string | null {
  switch (name) {
    case 'sign_up':
      return `${properties['displayName']} (${properties['username']}) joined by ${properties['source']}`;
    case 'extension_published':
      return `${properties['username']} published ${properties['extensionName']} ${properties['version']}`;
    default:
      return null;
  }
}

describe('a consumer that knows strings only', () => {
  const said = async () =>
    (
      await world.rows<{ name: string; properties: string }>(
        'SELECT name, properties FROM telemetry.telemetry_events ORDER BY occurred_at',
      )
    ).map(({ name, properties }) => oldBot(name, JSON.parse(properties) as Record<string, string>));

  it('says the same of facts as of the calls that they take the place of [0-17]', async () => {
    const person = { userId: 'u-ada', username: 'ada', displayName: 'Ada L.', source: 'password' } as const;
    await mode('sign_up', 'legacy');
    await mode('extension_published', 'legacy');
    await track('sign_up', person);
    world.clock.advance(1);
    await track('extension_published', published(1));
    const ofCalls = await said();
    expect(ofCalls).toEqual([
      'Ada L. (ada) joined by password',
      'ada published @tide-pool/gull 2026.06.01.1',
    ]);
    await world.rows('DELETE FROM telemetry.telemetry_events');
    world.clock.advance(1);
    await mode('sign_up', 'typed');
    await mode('extension_published', 'typed');
    await world.publish(
      new UserRegisteredIntegrationEvent({ ...person, email: 'ada@example.org', isPublic: true }),
    );
    world.clock.advance(1);
    await told(1);
    expect(await said()).toEqual(ofCalls);
  });
});

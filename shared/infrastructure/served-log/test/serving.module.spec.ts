import { BadgeAwardedIntegrationEvent, InviteSentIntegrationEvent } from '@boardwalk/integration-events';
import { LogReader, Relay, rowOf } from '@boardwalk/messaging';
import { operatorToken, serviceToken, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServedLogModule } from '../serving/served-log.module.js';
import { questions } from '../wire.js';

const email = 'grace@example.org';
const elsewhere = '0193a1b2-0000-7000-8000-000000000001';
let world: World;
let log: string;

beforeEach(async () => {
  world = await World.start({ name: 'served log', modules: [ServedLogModule] });
  log = await world.app.get(LogReader).logId();
});
afterEach(() => world.stop());

const ask = (question: string, body: object, of = log, as = serviceToken) =>
  world.request('POST', `/internal/logs/v1/${of}/${question}`, { as, body });

const answerTo = async (question: string, body: object = {}) => {
  const answer = await ask(question, body);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};

const badge = (userId: string) =>
  new BadgeAwardedIntegrationEvent({ userId, username: 'ada', badgeId: 'b', name: 'B', points: 1 });

const invite = () =>
  new InviteSentIntegrationEvent({
    collectiveId: 'c',
    slug: 'reef',
    inviteId: 'i',
    inviteeEmail: email,
    role: 'member',
    invitedByUserId: 'ada',
    token: 'a-secret-token',
  });

const tick = () => world.app.get(Relay).tick();

describe('a served log', () => {
  it('answers no question but to processes of the platform, and tells nobody else which log it is', async () => {
    for (const question of ['facts', ...Object.keys(questions)]) {
      for (const of of [log, elsewhere]) {
        const strangers = ['', 'not-the-token-of-this-platform', operatorToken];
        const answers = await Promise.all(strangers.map((as) => ask(question, {}, of, as)));
        expect(
          answers.map(({ status }) => status),
          question,
        ).toEqual([401, 401, 403]);
      }
    }
  });

  it('says which it is, and answers for no other', async () => {
    const { body } = await world.request('GET', '/internal/logs/v1', { as: serviceToken });
    expect(body).toEqual({ log });
    const other = await ask('head', {}, elsewhere);
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({ type: '/problems/other-log', detail: expect.stringContaining(log) });
  });

  it('gives its rows as they lie there, page by page', async () => {
    for (let n = 0; n < 3; n += 1) await world.publish(badge(`u${n}`));
    await tick();
    const page = async (after: object) =>
      (await ask('facts', after)).text
        .split('\n')
        .filter((line) => line !== '')
        .map(rowOf);
    const all = await page({ tick: 0, pos: 0 });
    expect(all.map(({ key }) => key)).toEqual(['u0', 'u1', 'u2']);
    const [first] = all;
    expect((await page({ tick: first?.tick, pos: first?.pos })).map(({ key }) => key)).toEqual(['u1', 'u2']);
    expect(await answerTo('head')).toEqual({ tick: 1, pos: all.at(-1)?.pos });
    expect(await page({ tick: 1, pos: all.at(-1)?.pos })).toEqual([]);
  });

  it('gives personal fields and the keys to them sealed only, and no key of who was erased', async () => {
    await world.publish(invite());
    await tick();
    const { text } = await ask('facts', { tick: 0, pos: 0 });
    expect(text).toContain('$sealed');
    expect(text).not.toContain(email);
    const [stored] = await world.rows<{ subject: string; wrapped_key: Buffer }>(
      'SELECT subject, wrapped_key FROM messaging.subject_keys',
    );
    const subjects = [stored?.subject, 'user:nobody'];
    expect(await answerTo('keys', { subjects })).toEqual({
      keys: [{ subject: stored?.subject, sealed: stored?.wrapped_key.toString('base64') }],
      erased: [],
    });
    await world.rows('UPDATE messaging.subject_keys SET wrapped_key = NULL, erased_at = now()');
    expect(await answerTo('keys', { subjects })).toEqual({ keys: [], erased: [stored?.subject] });
  });

  it('notes how far others have come, and keeps from them that what they need is gone', async () => {
    const places = [{ subscription: 'far.away', bucket: 0, cursor: { tick: 3, pos: 4 } }];
    const report = () => answerTo('readers', { database: elsewhere, places });
    expect(await report()).toEqual({ oldest: { tick: 0, pos: 0 }, missing: null });
    expect(await answerTo('settled')).toEqual({});
    const noted = () => world.rows('SELECT subscription, tick::int, pos::int FROM messaging.readers');
    expect(await noted()).toEqual([{ subscription: 'far.away', tick: 3, pos: 4 }]);
    await world.rows('DELETE FROM messaging.readers');
    await world.rows('UPDATE messaging.log SET pruned_tick = 5, pruned_pos = 6');
    expect(await report()).toEqual({ oldest: { tick: 5, pos: 6 }, missing: 'far.away' });
    expect(await noted()).toEqual([]);
  });

  it('counts what lies behind places, and the facts up to them', async () => {
    await world.publish(badge('u0'));
    await world.publish(badge('u1'));
    await tick();
    const types = [BadgeAwardedIntegrationEvent.type];
    const at = { tick: 1, pos: 1 };
    expect(
      await answerTo('lags', {
        awaited: [
          { cursor: at, types },
          { cursor: at, types: ['other'] },
        ],
      }),
    ).toEqual({
      lags: [
        { lag: 1, behindSince: expect.stringMatching(/Z$/), behindMs: expect.any(Number) },
        { lag: 0, behindSince: null, behindMs: 0 },
      ],
    });
    expect(await answerTo('ordinals', at)).toEqual({ ordinal: 1 });
  });

  it('notes what has landed of what a broker brought', async () => {
    const destination = { database: elsewhere, context: 'far', transport: 'pigeons' };
    expect(await answerTo('channels', destination)).toEqual({
      channel: expect.stringMatching(/^boardwalk\.[0-9a-f]{12}\.far\.000000000001$/),
    });
    const place = { tick: 1, pos: 2, ordinal: 2 };
    const saidAt = '2026-06-01T12:00:00.000Z';
    expect(await answerTo('landings', { ...destination, place, saidAt })).toEqual({
      incarnation: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(await world.rows('SELECT context, landed_ordinal::int FROM messaging.destinations')).toEqual([
      { context: 'far', landed_ordinal: 2 },
    ]);
  });

  it('lets who asks for news wait until there are some', async () => {
    expect(await answerTo('news', { tick: -1 })).toEqual({ tick: 0 });
    let answered = false;
    const waiting = answerTo('news', { tick: 0 }).finally(() => (answered = true));
    await answerTo('head');
    expect(answered).toBe(false);
    await world.publish(badge('u0'));
    await tick();
    expect(await waiting).toEqual({ tick: 1 });
  });

  it('keeps nobody waiting when the process that serves it ends', async () => {
    const waiting = answerTo('news', { tick: 0 });
    await answerTo('head');
    await world.app.close();
    expect(await waiting).toEqual({ tick: 0 });
  });

  it('refuses questions of another shape', async () => {
    const misshapen: readonly [string, object][] = [
      ['facts', { tick: 1 }],
      ['facts', { tick: -1, pos: 0 }],
      ['keys', { subjects: [7] }],
      ['keys', { subjects: Array.from({ length: 1_001 }, (_, n) => `user:${n}`) }],
      ['readers', { database: 'here', places: [] }],
      ['landings', { database: elsewhere, context: 'far', transport: 'pigeons', saidAt: 'yesterday' }],
      ['head', { please: true }],
    ];
    for (const [question, body] of misshapen) {
      const { status, text } = await ask(question, body);
      expect([question, status, text]).toEqual([question, 400, expect.stringContaining('validation-failed')]);
    }
  });
});

import { AsyncLocalStorage } from 'node:async_hooks';
import { BadgeAwardedIntegrationEvent, InviteSentIntegrationEvent } from '@boardwalk/integration-events';
import { DeadLetterEditor, DeadLetters, type PlannedEdit, Redrives } from '@boardwalk/messaging';
import { notYet, until, World } from '@boardwalk/testing';
import { startMessagingApplication } from '@boardwalk/testing/messaging-application';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { interceptQueries } from './intercepted-queries.js';
import {
  behaveWell,
  behaviour,
  type Effect,
  extensionPublished,
  ProbeModule,
  ProbeRefusal,
} from './probe.js';

let world: World;

const version = (number: number) => `2026.06.01.${number}`;
const doomed = version(9);
const wrong = version(8);
const right = version(7);
beforeEach(async () => {
  behaveWell();
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

const deadLetters = () => world.app.get(DeadLetters);
const redrives = () => world.app.get(Redrives);
const editor = () => world.app.get(DeadLetterEditor);
const details = async () =>
  (await world.rows<Effect>('SELECT detail FROM probe.effects ORDER BY place')).map(({ detail }) => detail);
const states = async () =>
  (
    await world.rows<{ state: string; count: number }>(
      'SELECT state, count(*)::int AS count FROM messaging.deliveries GROUP BY state ORDER BY state',
    )
  ).map(({ state, count }) => `${count} ${state}`);

function refuse(...refused: string[]): void {
  behaviour.fail = (detail) => (refused.includes(detail) ? new ProbeRefusal(`Not ${detail}.`) : undefined);
}

async function waitsForALock(): Promise<boolean> {
  const sessions = await world.rows(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return sessions.length > 0;
}

/** Facts of as many keys, each of which dies. */
async function dead(count: number): Promise<void> {
  refuse(doomed);
  for (let at = 0; at < count; at += 1) await world.publish(extensionPublished(`k${at}`, doomed));
  await world.drain();
}

describe('an archived delivery', () => {
  it('is no dead letter any more, and its key goes on in order', async () => {
    refuse(version(1));
    for (const number of [1, 2, 3]) await world.publish(extensionPublished('a', version(number)));
    await world.drain();
    expect(await states()).toEqual(['1 parked', '2 waiting']);
    expect(await deadLetters().archive({})).toBe(1);
    await world.drain();
    expect(await details()).toEqual([version(2), version(3)]);
    expect(await states()).toEqual(['1 archived', '2 done']);
    expect(await deadLetters().count()).toBe(0);
    expect(await deadLetters().archive({})).toBe(0);
  });

  it('lets go also what is being put behind it at that moment', async () => {
    refuse(version(1));
    await world.publish(extensionPublished('a', version(1)));
    await world.drain();
    await world.publish(extensionPublished('b', version(5)));
    await world.publish(extensionPublished('a', version(2)));
    let archived: Promise<number> | undefined;
    let ended = false;
    const byAnother = AsyncLocalStorage.snapshot();
    behaviour.meanwhile = async () => {
      // The worker has seen by now that the key of the second fact is blocked, and has not put the fact there yet.
      archived ??= byAnother(() => deadLetters().archive({})).finally(() => {
        ended = true;
      });
      await until(
        'the archiving to end or to wait',
        async () => ended || (await waitsForALock()) || notYet(0),
      );
    };
    await world.drain();
    expect(await archived).toBe(1);
    await world.drain();
    expect(await details()).toEqual([version(5), version(2)]);
    expect(await states()).toEqual(['1 archived', '1 done']);
  });

  it('is one that the filter means, and no other', async () => {
    await dead(2);
    world.clock.advance(60_000);
    await world.publish(extensionPublished('later', doomed));
    await world.drain();
    const since = new Date(world.clock.now().getTime() - 1);
    expect(await deadLetters().count({ since })).toBe(1);
    expect(await deadLetters().archive({ errorClass: 'TypeError' })).toBe(0);
    expect(await deadLetters().archive({ subscription: 'probe.scores' })).toBe(0);
    expect(await deadLetters().archive({ until: since, type: 'extensions.extension-published.v1' })).toBe(2);
    expect(await deadLetters().count()).toBe(1);
  });
});

describe('a redrive', () => {
  it('gives the whole budget of attempts again', async () => {
    behaviour.fail = () => new Error('Not now.');
    await world.publish(
      new BadgeAwardedIntegrationEvent({
        userId: 'u1',
        username: 'ada',
        badgeId: 'first',
        name: 'First',
        points: 5,
      }),
    );
    const die = async () => {
      await world.drain();
      world.clock.advance(1_000);
      await world.drain();
    };
    await die();
    const [letter] = await deadLetters().list({ limit: 1 });
    expect(letter).toMatchObject({ attempts: 2, redrives: 0 });
    await deadLetters().redrive(letter?.eventId ?? '');
    await world.drain();
    expect(await states()).toEqual(['1 retry']);
    await die();
    expect(await deadLetters().list({ limit: 1 })).toMatchObject([{ attempts: 4, redrives: 1 }]);
  });
});

describe('a redrive of many', () => {
  it('lets every dead letter that is meant run again, once, and ends', async () => {
    await dead(3);
    behaveWell();
    const { id, total } = await redrives().start({ type: 'extensions.extension-published.v1' }, null);
    expect(total).toBe(3);
    await world.drain();
    expect(await redrives().find(id)).toMatchObject({ total: 3, done: 3, state: 'done', owner: null });
    expect(await details()).toHaveLength(3);
    expect(await deadLetters().count()).toBe(0);
  });

  it('does not come to those that die again, nor to those that its filter leaves out', async () => {
    await dead(2);
    const other = await redrives().start({ subscription: 'probe.scores' }, null);
    const { id } = await redrives().start({}, null);
    await world.drain();
    expect(await redrives().find(other.id)).toMatchObject({ total: 0, done: 0, state: 'done' });
    expect(await redrives().find(id)).toMatchObject({ total: 2, done: 2, state: 'done' });
    expect(await deadLetters().list({ limit: 9 })).toMatchObject([{ redrives: 1 }, { redrives: 1 }]);
  });

  it('keeps to its rate by the clock, and does not make up for a pause in one go', async () => {
    await dead(10);
    behaveWell();
    const { id } = await redrives().start({}, 2);
    const after = async (milliseconds: number) => {
      world.clock.advance(milliseconds);
      await world.drain();
      return (await redrives().find(id)).done;
    };
    expect(await after(0)).toBe(0);
    expect(await after(500)).toBe(1);
    expect(await after(1_000)).toBe(3);
    expect(await after(3_600_000)).toBe(5);
    expect(await details()).toHaveLength(5);
  });

  it('rests while it is paused, and ends when it is cancelled', async () => {
    await dead(2);
    const { id } = await redrives().start({}, null);
    expect(await redrives().pause(id)).toMatchObject({ state: 'paused' });
    await world.drain();
    expect(await redrives().find(id)).toMatchObject({ done: 0, state: 'paused' });
    await redrives().resume(id);
    await redrives().cancel(id);
    await world.drain();
    expect(await redrives().find(id)).toMatchObject({ done: 0, state: 'cancelled' });
    await expect(redrives().resume(id)).rejects.toThrow('is cancelled');
    expect(await deadLetters().count()).toBe(2);
  });

  it('goes on behind the last one when another process takes it over, and the first one stops', async () => {
    await dead(4);
    behaveWell();
    const { id } = await redrives().start({}, 2);
    await world.drain();
    world.clock.advance(1_000);
    await world.drain();
    expect(await redrives().find(id)).toMatchObject({ done: 2, owner: 'world' });
    await world.rows(
      `UPDATE messaging.redrives SET owner = 'somebody else', leased_until = now() + '1 minute'`,
    );
    world.clock.advance(1_000);
    await world.drain();
    expect(await redrives().find(id)).toMatchObject({ done: 2, owner: 'somebody else' });
    await world.rows(`UPDATE messaging.redrives SET leased_until = now() - interval '1 second'`);
    await world.drain();
    world.clock.advance(1_000);
    await world.drain();
    expect(await redrives().find(id)).toMatchObject({ done: 4, total: 4 });
    expect(await details()).toHaveLength(4);
  });

  it('rests after the batch at hand when its process stops, and goes on in another', async () => {
    await dead(1);
    await world.rows(
      `INSERT INTO messaging.deliveries (subscription, log, event_id, tick, pos, type, key, state, attempts, last_failed_at, raw)
       SELECT subscription, log, gen_random_uuid(), tick, pos, type, key || n, state, attempts, last_failed_at, raw
       FROM messaging.deliveries, generate_series(1, 1199) AS n`,
    );
    const worker = (name: string) =>
      startMessagingApplication({ url: world.database.url, name, roles: ['worker'], modules: [] });
    const first = await worker('first');
    const stopped = Promise.withResolvers<void>();
    let isFirst = true;
    interceptQueries(async (text, send) => {
      const answer = await send();
      if (isFirst && text.includes('r AS MATERIALIZED (SELECT * FROM messaging.redrives')) {
        isFirst = false;
        first.stop().then(stopped.resolve, stopped.reject);
      }
      return answer;
    });
    const { id } = await redrives().start({}, null);
    await stopped.promise;
    vi.restoreAllMocks();
    expect(await redrives().find(id)).toMatchObject({ done: 500, state: 'running', owner: null });
    const second = await worker('second');
    const end = await until('the end of the redrive', async () => {
      const redrive = await redrives().find(id);
      return redrive.state === 'done' ? redrive : notYet(redrive.done);
    });
    await second.stop();
    expect(end).toMatchObject({ done: 1_200, total: 1_200 });
  });
});

describe('an edit', () => {
  const broken = async () => {
    refuse(wrong);
    await world.publish(extensionPublished('a', wrong));
    await world.drain();
    const [letter] = await deadLetters().list({ limit: 1 });
    return { eventId: letter?.eventId ?? '', data: JSON.parse(JSON.parse(letter?.raw ?? '').data) as object };
  };

  it('replaces the data for this delivery, keeps what was read beside it, and leaves the log as it is', async () => {
    const { eventId, data } = await broken();
    const plan = await editor().plan(eventId, undefined, { ...data, version: right });
    expect(plan.changes).toEqual([{ field: 'version', before: wrong, after: right }]);
    await editor().apply(plan);
    expect(await deadLetters().list({ limit: 1 })).toMatchObject([{ editedAt: world.clock.now() }]);
    await deadLetters().redrive(eventId);
    await world.drain();
    expect(await details()).toEqual([right]);
    const [row] = await world.rows<{ kept: boolean }>(
      `SELECT raw_as_read LIKE $1 AND f.data LIKE $1 AND d.event_id = f.id AND d.pos = f.pos AS kept
       FROM messaging.deliveries d JOIN messaging.facts f ON f.id = d.event_id`,
      [`%${wrong}%`],
    );
    expect(row).toEqual({ kept: true });
  });

  it('is refused where consumers could not read it, or where it would change the order', async () => {
    const { eventId, data } = await broken();
    const edit = (change: object) => editor().plan(eventId, undefined, { ...data, ...change });
    await expect(edit({ version: 7 })).rejects.toThrow('/version must be string');
    await expect(edit({ extensionName: '@probe/b' })).rejects.toThrow('decides the order');
    await expect(editor().plan(eventId, 'probe.scores', { ...data })).rejects.toThrow('in probe.scores');
  });

  it('is refused when the delivery was redriven meanwhile', async () => {
    const { eventId, data } = await broken();
    const plan: PlannedEdit = await editor().plan(eventId, undefined, { ...data, version: right });
    await deadLetters().redrive(eventId);
    await expect(editor().apply(plan)).rejects.toThrow('changed meanwhile');
  });

  it('keeps personal fields sealed, and takes no others', async () => {
    behaviour.fail = () => new ProbeRefusal('No.');
    await world.publish(
      new InviteSentIntegrationEvent({
        collectiveId: 'c1',
        slug: 'crew',
        inviteId: 'i1',
        inviteeEmail: 'ada@example.com',
        role: 'member',
        invitedByUserId: 'u2',
        token: 'a-secret-token',
      }),
    );
    await world.drain();
    const [letter] = await deadLetters().list({ limit: 1 });
    const eventId = letter?.eventId ?? '';
    const stored = JSON.parse(JSON.parse(letter?.raw ?? '').data) as Record<string, unknown>;
    const data = { ...stored, inviteeEmail: '«personal»', token: '«personal»' };
    const plan = await editor().plan(eventId, undefined, { ...data, slug: 'band' });
    expect(plan.changes).toEqual([{ field: 'slug', before: 'crew', after: 'band' }]);
    await editor().apply(plan);
    behaveWell();
    await deadLetters().redrive(eventId);
    await world.drain();
    expect(await details()).toEqual(['ada@example.com a-secret-token']);
    const again = () => editor().plan(eventId, undefined, { ...data, inviteeEmail: 'eve@example.com' });
    await world.rows(`UPDATE messaging.deliveries SET state = 'parked'`);
    await expect(again()).rejects.toThrow('"inviteeEmail" is personal');
  });
});

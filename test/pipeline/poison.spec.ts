import { DeadLetters } from '@boardwalk/messaging';
import { World } from '@boardwalk/testing';
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

beforeEach(async () => {
  behaveWell();
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.stop();
});

const keys = async () =>
  (await world.rows<Effect>('SELECT key FROM probe.effects ORDER BY place')).map(({ key }) => key);
const letters = () => world.app.get(DeadLetters).list({ limit: 10 });

describe('a poison fact', () => {
  it('delays only its own key when its error cannot be stored as it is', async () => {
    behaviour.fail = (detail) =>
      detail === '2026.06.01.1' ? new ProbeRefusal('No \0 such thing.') : undefined;
    await world.publish(extensionPublished('a', '2026.06.01.1'));
    await world.publish(extensionPublished('b', '2026.06.01.2'));
    await world.drain();
    expect(await keys()).toEqual(['@probe/b']);
    expect(await letters()).toMatchObject([{ state: 'parked', errorMessage: 'No � such thing.' }]);
  });

  it('is a dead letter when its time is no time', async () => {
    await world.publish(extensionPublished('a'));
    await world.rows(`UPDATE messaging.facts SET occurred_at = 'infinity'`);
    await world.publish(extensionPublished('b'));
    await world.drain();
    expect(await keys()).toEqual(['@probe/b']);
    expect(await letters()).toMatchObject([{ state: 'parked', errorClass: 'CorruptFactError' }]);
  });

  it('is a dead letter when reading it makes a query that the database refuses', async () => {
    await world.rows(
      `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
       VALUES (gen_random_uuid(), 'collectives.invite-sent.v1', '/contexts/x', 'k', now(), '{}', $1)`,
      [JSON.stringify({ collectiveId: 'c', inviteeEmail: { $sealed: 'x', subject: 'user:\0' } })],
    );
    await world.drain();
    expect(await letters()).toMatchObject([{ state: 'parked', subscription: 'probe.invite-sent' }]);
  });

  it('costs the others one statement, however many there are, and its retries run with them', async () => {
    const sent: string[] = [];
    interceptQueries((text, send) => {
      sent.push(text);
      return send();
    });
    const count = (what: RegExp) => sent.filter((text) => what.test(text)).length;
    const name = (n: number) => `e${n}`;
    const poisoned = new Set([3, 5, 8]);
    behaviour.fail = (detail) =>
      poisoned.has(Number(detail.split('.').at(-1))) ? new Error('no') : undefined;
    const publish = async (from: number, to: number) => {
      for (let n = from; n < to; n += 1) await world.publish(extensionPublished(name(n), `2026.06.01.${n}`));
    };
    await publish(1, 11);
    sent.length = 0;
    await world.drain();
    expect(count(/INSERT INTO messaging\.deliveries/)).toBe(1);
    // They fail once more beside facts that are new, in one transaction with them.
    world.clock.advance(60_000);
    await publish(11, 21);
    sent.length = 0;
    await world.drain();
    expect(count(/INSERT INTO messaging\.deliveries/)).toBe(1);
    expect(count(/COMMIT$/)).toBe(1);
    // And succeed beside others.
    poisoned.clear();
    world.clock.advance(600_000);
    await publish(21, 31);
    sent.length = 0;
    await world.drain();
    expect(count(/UPDATE messaging\.deliveries d SET state = 'done'/)).toBe(1);
    expect(count(/COMMIT$/)).toBe(1);
    vi.restoreAllMocks();
    expect(new Set(await keys())).toEqual(new Set(Array.from({ length: 30 }, (_, n) => `@probe/e${n + 1}`)));
  });
});

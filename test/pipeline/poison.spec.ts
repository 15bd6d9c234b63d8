import { DeadLetters } from '@boardwalk/messaging';
import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
afterEach(() => world.stop());

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
});

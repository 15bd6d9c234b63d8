import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BoardwalkWorld, operator, type Person } from './boardwalk-world.js';

let world: BoardwalkWorld;
let ada: Person;
let grace: Person;
const name = '@ada/notes';
const [old, newest] = ['2026.06.01.1', '2026.06.01.2'] as const;

beforeAll(async () => {
  world = await BoardwalkWorld.start();
  ada = await world.signUp('ada');
  grace = await world.signUp('grace');
  for (const version of [old, newest]) await world.publish(ada, name, version);
  await world.drain();
});
afterAll(() => world.stop());

/** What telemetry keeps of the facts, as source of every number about them. */
const recorded = async (event: string) =>
  (await world.listed<{ properties: object }>(`operator/telemetry-events?name=${event}`)).map(
    ({ properties }) => properties,
  );
async function care(deed: string, body?: object, by = ada.token): Promise<void> {
  world.clock.advance(60_000);
  const method = deed === 'visibility' ? 'PUT' : 'POST';
  const place = `extensions/${encodeURIComponent(name)}`;
  const path = by === operator ? `operator/${place}/${deed}` : `${place}/${deed}`;
  await world.expect(204, method, path, { as: by, ...(body !== undefined && { body }) });
  await world.drain();
}
const by = () => ({ userId: ada.userId, username: 'ada' });

describe('after an extension was published', () => {
  it('its pulls are recorded once per puller, version and day, and not those of its author', async () => {
    for (const puller of [grace, grace, ada, undefined, undefined]) await world.pull(name, 'latest', puller);
    await world.drain();
    const pull = {
      ...{ extensionName: name, version: newest },
      ...{ authorUserId: ada.userId, authorUsername: 'ada' },
    };
    expect(await recorded('extension_pulled')).toEqual([pull, pull]);
    expect(await world.expect(200, 'GET', `extensions/${name}`)).toMatchObject({ pulls: 2 });
  });

  it('a version is yanked and comes back, and both are recorded', async () => {
    await care('yank', { version: newest, reason: 'It forgets.' });
    expect(await world.expect(200, 'GET', `extensions/${name}`)).toMatchObject({ latest: old });
    await expect(world.pull(name, newest, grace)).rejects.toThrow(/410 instead of 200.*It forgets\./);
    await care('unyank', { version: newest });
    expect(await recorded('extension_yanked')).toEqual([
      { extensionName: name, ...by(), reason: 'It forgets.' },
    ]);
    expect(await recorded('extension_unyanked')).toEqual([{ extensionName: name, ...by() }]);
  });

  it('it is deprecated and recommended again, and both are recorded', async () => {
    await care('deprecate', {});
    await care('undeprecate');
    for (const event of ['extension_deprecated', 'extension_undeprecated'])
      expect(await recorded(event)).toEqual([{ extensionName: name, ...by() }]);
  });

  it('it is hidden and shown by its owner, and both are recorded', async () => {
    await care('visibility', { visibility: 'private' });
    await world.expect(404, 'GET', `extensions/${name}`, { as: grace.token });
    await care('visibility', { visibility: 'public' });
    const change = { extensionName: name, userId: ada.userId, collectiveId: expect.any(String) };
    expect(await recorded('extension_visibility_changed')).toEqual([
      { ...change, visibility: 'public' },
      { ...change, visibility: 'private' },
    ]);
  });

  it('it is taken down and restored by an operator, and both are recorded', async () => {
    await care('take-down', { reason: 'It steals keys.' }, operator);
    expect(await world.expect(410, 'GET', `extensions/${name}`, { as: ada.token })).toMatchObject({
      details: { reason: 'It steals keys.' },
    });
    await care('restore', undefined, operator);
    await world.expect(200, 'GET', `extensions/${name}`);
    const about = { extensionName: name, collectiveId: expect.any(String) };
    expect(await recorded('extension_taken_down')).toEqual([{ ...about, reason: 'It steals keys.' }]);
    expect(await recorded('extension_restored')).toEqual([about]);
  });
});

import { PointsGrantedIntegrationEvent } from '@boardwalk/integration-events';
import { DeadLetters } from '@boardwalk/messaging';
import { metric, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { behaveWell, behaviour, extensionPublished, PackParcel, ProbeModule, ProbeRefusal } from './probe.js';

const published = 'extensions.extension-published.v1';
const granted = 'stats.points-granted.v1';

let world: World;
beforeEach(async () => {
  behaveWell();
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
});
afterEach(() => world.stop());

/** What an instrument says, in all, for these attributes. */
async function said(name: string, of: Record<string, string>): Promise<number> {
  return (await metric(name))
    .filter(({ attributes }) => Object.entries(of).every(([key, value]) => attributes[key] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

/** How much an instrument gains by a piece of work. */
async function gained(
  name: string,
  of: Record<string, string>,
  work: () => Promise<unknown>,
): Promise<number> {
  const before = await said(name, of);
  await work();
  return (await said(name, of)) - before;
}

const points = () =>
  new PointsGrantedIntegrationEvent({
    userId: 'u1',
    username: 'ada',
    grantId: 'g',
    category: 'publishing',
    source: 'x',
    amount: 1,
    total: 1,
  });

/** Three facts that go well, one that dies at once, and one that fails, is tried again, and dies. */
async function script(): Promise<void> {
  behaviour.fail = (detail) => {
    if (detail === '2026.06.01.9') return new ProbeRefusal('No.');
    return detail === 'PointsGrantedIntegrationEvent' ? new Error('Not now.') : undefined;
  };
  for (const name of ['a', 'b']) await world.publish(extensionPublished(name));
  await world.execute(new PackParcel('p1'));
  await world.publish(extensionPublished('c', '2026.06.01.9'));
  await world.publish(points());
  await world.drain();
  world.clock.advance(1_000);
  await world.drain();
}

describe('the metrics of a scripted run', () => {
  it('have counts of facts and of errors by type, and of attempts by subscription and error [3-29]', async () => {
    const expected: readonly (readonly [string, Record<string, string>, number])[] = [
      ['boardwalk.event.counts', { 'boardwalk.contract': published }, 4],
      ['boardwalk.event.counts', { 'boardwalk.contract': granted }, 1],
      ['boardwalk.error.counts', { 'boardwalk.contract': published }, 1],
      ['boardwalk.error.counts', { 'boardwalk.contract': granted }, 2],
      ['messaging.client.consumed.messages', { 'messaging.destination.name': published }, 4],
      ['messaging.client.consumed.messages', { 'error.type': 'ProbeRefusal' }, 1],
      ['messaging.client.consumed.messages', { 'messaging.consumer.group.name': 'probe.scores' }, 2],
      ['messaging.process.duration', { 'messaging.destination.name': published }, 4],
      ['boardwalk.event.end_to_end.duration', { 'boardwalk.contract': published }, 3],
      ['boardwalk.delivery.retries', { 'messaging.consumer.group.name': 'probe.scores' }, 1],
      ['boardwalk.dead_letters', { 'messaging.consumer.group.name': 'probe.scores' }, 1],
      ['boardwalk.dead_letters', {}, 2],
    ];
    const before = await Promise.all(expected.map(([name, of]) => said(name, of)));
    await script();
    const after = await Promise.all(expected.map(([name, of]) => said(name, of)));
    const counted = expected.map(([name, of], at) => [name, of, (after[at] ?? 0) - (before[at] ?? 0)]);
    expect(counted).toEqual(expected);
  });

  it('count no fact whose transaction was rolled back', async () => {
    const fail = () => world.execute(new PackParcel('p2', 'fail')).catch(() => undefined);
    expect(await gained('boardwalk.event.counts', {}, fail)).toBe(0);
  });

  it('count facts that their publisher made wrong, and rows that a transport brought again', async () => {
    const wrong = () =>
      expect(world.publish(extensionPublished('a', 'x'))).rejects.toThrow('does not match its contract');
    expect(
      await gained('boardwalk.contract.violations', { 'boardwalk.contract.side': 'written' }, wrong),
    ).toBe(1);
    const twice = async () => {
      await world.publish(extensionPublished('a'));
      await world.drain();
    };
    expect(await gained('boardwalk.inbox.duplicates', {}, twice)).toBeGreaterThan(0);
  });

  it('time the relay, and how long facts wait for it', async () => {
    const instruments = ['messaging.client.operation.duration', 'boardwalk.relay.delay'];
    const now = () => Promise.all(instruments.map((name) => said(name, {})));
    const before = await now();
    await script();
    const after = await now();
    expect(after.map((count, at) => count > (before[at] ?? 0))).toEqual([true, true]);
  });

  it('hold no id and no subject', async () => {
    await script();
    const [letter] = await world.app.get(DeadLetters).list({ limit: 1 });
    const all = JSON.stringify(
      await Promise.all(
        ['boardwalk.event.counts', 'messaging.client.consumed.messages', 'boardwalk.dead_letters'].map(
          metric,
        ),
      ),
    );
    expect(all).toContain(published);
    for (const id of [letter?.eventId, letter?.key, 'u1', '@probe/a']) expect(all).not.toContain(`"${id}"`);
  });
});

import { PersonalData } from '@boardwalk/domain';
import { UserRegisteredIntegrationEvent } from '@boardwalk/integration-events';
import { DeadLetters } from '@boardwalk/messaging';
import { UnitsOfWork } from '@boardwalk/persistence';
import { differsFromItsLog, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StatsModule } from '../index.js';
import { idOf, People } from './boardwalk-people.js';

let world: World;
let people: People;

beforeEach(async () => {
  world = await World.start({ name: 'stats', modules: [StatsModule] });
  people = new People(world);
  people.at('2026-03-17T18:00:00Z');
  await world.publish(
    new UserRegisteredIntegrationEvent({
      userId: idOf('ada'),
      username: 'ada',
      displayName: 'Ada',
      source: 'password',
      email: 'ada@example.org',
    }),
  );
});
afterEach(() => world.stop());

/** What identity does, in one piece: nothing personal of the past can be read from then on. */
async function deleteAccount(): Promise<void> {
  await world.app.get(UnitsOfWork).run(async () => {
    await world.app.get(PersonalData, { strict: false }).erase(idOf('ada'), ['ada@example.org']);
    await people.deleteAccount('ada');
  });
}

describe('a person of whom nothing personal can be read any more', () => {
  it('stands in a rebuild as in the tables: an account without a name', async () => {
    await people.verify('ada');
    await people.publish('ada', '@tools/one');
    await world.drain();
    await deleteAccount();
    expect(await differsFromItsLog(world, 'stats.scores')).toEqual([]);
    expect(await world.rows('select from stats.score_grants')).toEqual([]);
    expect(await world.rows('select badge_id from stats.badges')).toEqual([
      { badge_id: 'first-on-the-boardwalk' },
    ]);
    expect(await world.rows('select username, total::int from stats.accounts')).toEqual([
      { username: null, total: 0 },
    ]);
  });

  it('holds up nothing when they were gone before anybody had heard of them', async () => {
    await people.verify('ada');
    await deleteAccount();
    await world.drain();
    expect(await world.app.get(DeadLetters).list({ limit: 9 })).toEqual([]);
    expect(await world.rows('select username from stats.accounts')).toEqual([{ username: null }]);
  });
});

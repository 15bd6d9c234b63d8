import { contracts } from '@boardwalk/integration-events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operator } from './boardwalk-world.js';
import { beginningOfCollective, endOfCollective } from './life/collectives.js';
import { Community } from './life/community.js';
import { lifeOfExtension } from './life/extensions.js';
import { changesOfPeople, comingsOfPeople, goingOfAPerson } from './life/people.js';

/** Each step goes on where the one before ended, and every fact comes twice to every subscription. */
describe('in the life of a community', () => {
  let community: Community;
  const life = () => community;

  beforeAll(async () => {
    community = await Community.start();
  });
  afterAll(() => community.stop());

  comingsOfPeople(life);
  beginningOfCollective(life);
  lifeOfExtension(life);
  changesOfPeople(life);
  endOfCollective(life);
  goingOfAPerson(life);

  it('everything has happened that can be told of, each consumer has made something of it, and nothing came of it twice [3-07] [3-16]', async () => {
    const { contextsByType } = community.consequences;
    const missing = Object.values(contracts).flatMap(({ type, consumers }) =>
      consumers
        .map(({ subscription }) => subscription.split('.', 1)[0] ?? '')
        .filter((context) => contextsByType.get(type)?.has(context) !== true)
        .map((context) => `${type} in ${context}`),
    );
    expect(missing, 'Let it happen in test/journeys/life, and say what comes of it.').toEqual([]);
    const { total } = await community.world.expect<{ total: number }>(200, 'GET', 'operator/dead-letters', {
      as: operator,
    });
    expect(total).toBe(0);
  });
});

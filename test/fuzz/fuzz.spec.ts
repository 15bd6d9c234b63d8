import { cloneDatabase, templateDatabase, type TestDatabase } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cast } from '../edge/cast.ts';
import { attack } from './attack.ts';

let database: TestDatabase | undefined;
let cast: Cast;
beforeAll(async () => {
  await templateDatabase('edge', (url) => Cast.migrate(url));
  database = await cloneDatabase('edge');
  cast = await Cast.start(database.url);
}, 240_000);
afterAll(async () => {
  await cast.stop();
  await database?.drop();
});

/** More of them, or others: FUZZ_REQUESTS=100000 FUZZ_SEED=2. */
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 1_200);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

describe('whatever is sent to the platform', () => {
  it(
    'is answered as its document says, never with a failure, and shows nobody what is not theirs',
    async () => {
      const { faults, sent, byStatus, putOff } = await attack(cast, { requests, seed });
      expect(faults).toEqual([]);
      expect(sent).toBe(requests);
      expect(putOff).toBeLessThan(requests / 100);
      // It reaches what lies behind the edge.
      expect([...byStatus.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 401, 403, 404]));
    },
    Math.max(120_000, requests * 60),
  );
});

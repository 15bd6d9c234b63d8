import { Housekeeping } from '@boardwalk/persistence';
import type { World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../domain/limits.js';
import { identityWorld, type Person, sessionOf, signedUp } from './identity-world.js';

let world: World;
let ada: Person;
beforeAll(async () => {
  world = await identityWorld();
  ada = await signedUp(world, 'ada');
});
afterAll(() => world.stop());

const count = async (table: string) =>
  (await world.rows<{ n: number }>(`SELECT count(*)::int AS n FROM identity.${table}`))[0]?.n;

async function resetAskedFor(): Promise<void> {
  await world.request('POST', '/api/v1/password-resets', { body: { email: ada.email } });
  await world.drain();
}

const cleaned = () => world.app.get(Housekeeping).clean();

describe('what is over', () => {
  it('goes', async () => {
    await sessionOf(world, ada);
    await resetAskedFor();
    world.clock.advance(limits.session.lifetime);
    await cleaned();
    for (const table of ['sessions', 'email_verifications', 'password_resets', 'sign_in_attempts'])
      expect([table, await count(table)]).toEqual([table, 0]);
  });

  it('stays until it is over', async () => {
    await resetAskedFor();
    world.clock.advance(limits.passwordReset.lifetime - 1);
    await cleaned();
    expect(await count('password_resets')).toBe(1);
    world.clock.advance(1);
    await cleaned();
    expect(await count('password_resets')).toBe(0);
  });
});

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

describe('what is over', () => {
  it('goes when something new of its kind comes', async () => {
    await sessionOf(world, ada);
    await resetAskedFor();
    world.clock.advance(limits.session.lifetime);
    await signedUp(world, 'bea');
    await sessionOf(world, ada);
    await resetAskedFor();
    for (const table of ['sessions', 'email_verifications', 'password_resets'])
      expect([table, await count(table)]).toEqual([table, 1]);
  });

  it('stays until it is over', async () => {
    world.clock.advance(limits.passwordReset.lifetime - 1);
    await resetAskedFor();
    expect(await count('password_resets')).toBe(2);
  });

  it('goes a few rows at a time', async () => {
    const before = Number(await count('sessions'));
    await world.rows(
      `INSERT INTO identity.sessions (id, token, user_id, expires_at, updated_at)
       SELECT n, n, $1, $2, $2 FROM generate_series(1, $3::int) n`,
      [ada.userId, world.clock.now(), limits.swept + 5],
    );
    await sessionOf(world, ada);
    expect(await count('sessions')).toBe(before + 5 + 1);
    await sessionOf(world, ada);
    expect(await count('sessions')).toBe(before + 2);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BoardwalkWorld, operator } from './boardwalk-world.js';
import { SeveralProcesses } from './crew/several-processes.js';

/** The same files as in one process: what a process runs is said to it, and to no module. */
describe('with identity, and notifications, in a process of its own', () => {
  let world: BoardwalkWorld;

  beforeAll(async () => {
    world = await BoardwalkWorld.start({ crew: (around, clock) => SeveralProcesses.start(3, around, clock) });
  }, 120_000);
  afterAll(() => world.stop());

  it('a sign-up leads to its mails and to a proved address, each once [4-11] [4-12] [4-19]', async () => {
    const { token, email } = await world.signUp('ada');
    await world.drain();
    expect(await world.expect(200, 'GET', 'me', { as: token })).toMatchObject({ emailVerified: true });
    expect(
      world
        .mailsTo(email)
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual([
      'Confirm your e-mail address',
      'Welcome to Boardwalk, ada',
      'You reached the tier Novice III',
    ]);
    expect(await world.expect(200, 'GET', 'operator/dead-letters', { as: operator })).toMatchObject({
      total: 0,
    });
  });
});

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { untilEnded } from '../processes.mjs';

/**
 * @typedef {import('./world.mjs').World} World
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {(world: World) => Promise<string>} run resolves with what is worth telling; rejects when it failed
 */

/** Seconds within which a platform that was started before answers. */
const warm = 3;

const startTwice = { npm: ['npm', 'start'], pnpm: ['pnpm', 'start'] };

/** What a newcomer does first, with nothing on the machine. @param {'npm' | 'pnpm'} entry @returns {Step} */
export const testsPass = (entry) => ({
  name: `${entry} test`,
  run: async (world) => {
    // One package stands for all: the whole suite is CI's.
    const words =
      entry === 'npm' ? ['npm', 'test', '--', 'shared/domain/'] : ['pnpm', 'test', 'shared/domain/'];
    const { code, said } = await world.run(words);
    assert.equal(code, 0, said);
    const closing = /^\d+ passed, 0 failed$/m.exec(said);
    assert.ok(closing, `no closing line in:\n${said}`);
    return closing[0];
  },
});

/** @param {string[]} words @param {RegExp} expected @returns {Step} */
export const says = (words, expected) => ({
  name: words.join(' '),
  run: async (world) => {
    const { code, said } = await world.run(words);
    assert.equal(code, 0, said);
    assert.match(said, expected);
    return '';
  },
});

/** @param {'npm' | 'pnpm'} entry @param {{ offline?: boolean, isWarm?: boolean }} [how] @returns {Step} */
export const startsAndDrains = (entry, { offline = false, isWarm = false } = {}) => ({
  name: `${entry} start${offline ? ', offline' : ''}${isWarm ? ', again' : ''}; Ctrl-C`,
  run: async (world) => {
    const running = await world.start(startTwice[entry], { offline });
    running.child.kill('SIGINT');
    const { code, said } = await running.ended;
    assert.equal(code, 0, said);
    assert.equal(world.server(), null, 'the embedded server still runs');
    if (isWarm)
      assert.ok(running.seconds <= warm, `it took ${running.seconds} s to answer, more than ${warm}`);
    return `answers after ${running.seconds.toFixed(1)} s`;
  },
});

/** @param {'platform' | 'server' | 'everything'} victim @returns {Step} */
export const recoversFromKill = (victim) => ({
  name: `npm start after kill -9 of ${victim === 'everything' ? victim : `the ${victim}`}`,
  run: async (world) => {
    const before = await world.start(startTwice.npm);
    const platform = world.instance().pid;
    const server = world.server();
    assert.ok(server !== null, 'there is no embedded server');
    const supervisor = before.child.pid ?? 0;
    if (victim === 'everything') process.kill(supervisor, 'SIGKILL');
    if (victim !== 'server') process.kill(platform, 'SIGKILL');
    if (victim !== 'platform') process.kill(server, 'SIGKILL');
    // Without its server the platform may go on with a new one, or end; a person would end it.
    if (victim === 'server') before.child.kill('SIGINT');
    await before.ended;
    await untilEnded(platform, 30_000);
    const after = await world.start(startTwice.npm);
    after.child.kill('SIGINT');
    const { code, said } = await after.ended;
    assert.equal(code, 0, said);
    assert.equal(world.server(), null, 'the embedded server still runs');
    return `answers after ${after.seconds.toFixed(1)} s`;
  },
});

/** @type {Step} */
export const namesTheTakenPort = {
  name: 'npm start on a taken port',
  run: async (world) => {
    const taken = createServer();
    const port = await new Promise((resolve) => {
      taken.listen(0, '127.0.0.1', () =>
        resolve(/** @type {import('node:net').AddressInfo} */ (taken.address()).port),
      );
    });
    try {
      const { code, said } = await world.run(startTwice.npm, { env: { PORT: String(port) } });
      assert.notEqual(code, 0, 'it claims to have started');
      assert.match(said, new RegExp(`\\b${port}\\b`), 'it does not name the port');
      assert.match(said, /\bPORT\b/, 'it does not say how to choose another');
      return '';
    } finally {
      taken.close();
    }
  },
};

/** @type {Step} */
export const resets = {
  name: 'npm run reset, while it runs',
  run: async (world) => {
    const running = await world.start(startTwice.npm);
    const { home } = world;
    const { code, said } = await world.run(['npm', 'run', 'reset', '--', '--yes']);
    assert.equal(code, 0, said);
    assert.equal((await running.ended).code, 0, 'the running platform did not drain');
    assert.ok(!existsSync(home), `${home} is still there`);
    return '';
  },
};

/** @type {Step} */
export const leavesNothingRunning = {
  name: 'nothing is left running',
  run: async (world) => {
    assert.deepEqual(
      world.leftovers().map(({ command }) => command),
      [],
    );
    return '';
  },
};

import { watch } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../boardwalk-home.mjs';
import { product, turbo } from './build.mjs';
import { say, Stopped } from './problem.mjs';
import { whenAsked } from './programs.mjs';
import { platform, prepareHome } from './start.mjs';

/** @typedef {import('./programs.mjs').Tools} Tools */

/** Milliseconds without another change before a change is acted upon: editors save in several steps. */
const calm = 120;

/**
 * Runs the platform, and again after every change of its sources that builds. What does not build leaves the
 * running one alone.
 *
 * @param {Tools} tools
 * @returns {Promise<number>}
 */
export async function dev(tools) {
  await prepareHome();
  const changes = new Changes();
  try {
    for (;;) {
      if (!(await isBuilt(tools))) {
        await orStop(changes.next());
        continue;
      }
      const running = platform(tools);
      const ended = running.ended.then((code) => ({ code }));
      const rebuilt = builtChange(tools, changes);
      const first = await Promise.race([ended, rebuilt]);
      if (first === 'built') running.drain();
      const { code } = await ended;
      if (running.wasAsked()) return code;
      if (first === 'built') continue;
      say(`The platform ended with ${code}; waiting for a change`);
      await orStop(rebuilt);
    }
  } finally {
    changes.close();
  }
}

/** @param {Tools} tools */
async function isBuilt(tools) {
  const built = await turbo(tools, ['build'], { filters: product, quiet: true });
  if (!built) say('Not built, see above; waiting for a change');
  return built;
}

/** @param {Tools} tools @param {Changes} changes @returns {Promise<'built' | 'stopped'>} */
async function builtChange(tools, changes) {
  try {
    do await changes.next();
    while (!(await isBuilt(tools)));
  } catch (error) {
    if (error instanceof Stopped) return 'stopped'; // so is the platform, and its exit code counts
    throw error;
  }
  say('Built; starting again');
  return 'built';
}

/** Waits for something while nothing runs that could be asked to stop. @param {Promise<unknown>} something */
async function orStop(something) {
  /** @type {(() => void) | undefined} */
  let ignore;
  const stopped = new Promise((_resolve, reject) => {
    ignore = whenAsked((signal) => reject(new Stopped(signal)));
  });
  try {
    await Promise.race([stopped, something]);
  } finally {
    ignore?.();
  }
}

/** Changes of source files, however many at once, one at a time. */
class Changes {
  /** @type {() => void} */
  #arrived = () => undefined;
  #pending = false;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #watchers = ['apps', 'modules', 'shared'].map((folder) =>
    watch(join(checkout, folder), { recursive: true }, (_event, file) => this.#seen(file ?? '')),
  );

  /** @returns {Promise<undefined>} */
  next() {
    return new Promise((resolve) => {
      this.#arrived = () => {
        this.#pending = false;
        this.#arrived = () => undefined;
        resolve(undefined);
      };
      if (this.#pending) this.#arrived();
    });
  }

  close() {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
  }

  /** @param {string} file */
  #seen(file) {
    if (!isSource(file)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#pending = true;
      this.#arrived();
    }, calm);
  }
}

/** @param {string} file relative to a watched folder */
export function isSource(file) {
  const parts = file.split(/[\\/]/);
  return (
    /\.(ts|sql|json)$/.test(file) &&
    !parts.some((part) => ['node_modules', 'dist', 'test', '.turbo'].includes(part))
  );
}

import { watch } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../boardwalk-home.mjs';
import { product, turbo } from './build.mjs';
import { say } from './problem.mjs';
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
  for (;;) {
    let built = await turbo(tools, ['build'], { filters: product, quiet: true });
    if (!built) say('Not built, see above; waiting for a change');
    const running = built ? platform(tools) : null;
    const ended = running?.code.then((code) => ({ code }));
    do {
      const outcome = await Promise.race([changes.next(), ...(ended === undefined ? [] : [ended])]);
      if (outcome !== undefined) {
        changes.close();
        return outcome.code;
      }
      built = await turbo(tools, ['build'], { filters: product, quiet: true });
      say(built ? 'Built; starting again' : 'Not built, see above; what runs goes on');
    } while (!built);
    running?.stop();
    await ended;
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

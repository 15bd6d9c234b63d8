import { existsSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { boardwalkHome, checkout, databaseDirectory, homeMarker, instanceFile } from '../boardwalk-home.mjs';
import { endPostmaster } from '../postmaster.mjs';
import { isAlive, looksLikePlatform, untilEnded } from '../processes.mjs';
import { Problem, say } from './problem.mjs';

/** Milliseconds that a running platform gets to finish what is under way. */
const patience = 20_000;

/**
 * Stops what runs and removes everything Boardwalk keeps in files.
 *
 * @param {readonly string[]} words
 * @returns {Promise<number>}
 */
export async function reset(words) {
  const stranger = words.find((word) => word !== '--yes');
  if (stranger !== undefined) {
    throw new Problem(
      'Nothing was removed.',
      `"${stranger}" is no word of reset.`,
      'npm run reset, or without a question: npm run reset -- --yes',
    );
  }
  const home = boardwalkHome();
  if (!existsSync(home)) {
    say(`There is nothing to remove: ${home} does not exist`);
    return 0;
  }
  refuseUnlessOurs(home);
  const database = databasePlace(home);
  say(
    `This stops a running Boardwalk and removes ${[home, ...(database.startsWith(home + sep) ? [] : [database])].join(' and ')}:`,
  );
  say(
    '  the embedded database with all accounts and events, captured mail, keys, logs. It cannot be undone.',
  );
  if (process.env.DATABASE_URL)
    say('  DATABASE_URL is set: the database it names is not touched. Only local files are removed.');
  if (!words.includes('--yes') && !(await isConfirmed())) {
    say('Nothing was removed');
    return 1;
  }
  await stopInstance(home);
  await endPostmaster(join(database, 'data'));
  for (const place of [database, home]) rmSync(place, { recursive: true, force: true });
  say('Removed; the next start begins anew');
  return 0;
}

/** A mistyped BOARDWALK_HOME must not cost a home directory. @param {string} home */
export function refuseUnlessOurs(home) {
  const contains = (/** @type {string} */ inner) => !relative(home, inner).startsWith('..');
  if (existsSync(join(home, homeMarker)) && !contains(checkout) && !contains(resolve(homedir()))) return;
  throw new Problem(
    `${home} is not removed.`,
    contains(checkout) || contains(resolve(homedir()))
      ? 'It holds more than what Boardwalk keeps.'
      : `It does not look like a directory that Boardwalk made: ${homeMarker} is missing.`,
    'Check BOARDWALK_HOME. If it is right, remove what you do not need by hand.',
  );
}

/** Where the embedded database really is; root's may have been moved. @param {string} home */
function databasePlace(home) {
  const directory = databaseDirectory(home);
  const note = join(directory, 'moved-to');
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : directory;
}

/** @param {string} home */
async function stopInstance(home) {
  const file = instanceFile(home);
  if (!existsSync(file)) return;
  const { pid } = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof pid !== 'number' || !isAlive(pid) || !looksLikePlatform(pid)) return;
  say(`Stopping the running platform (process ${pid})`);
  process.kill(pid, 'SIGTERM');
  if (await untilEnded(pid, patience)) return;
  say(`It has not stopped within ${patience / 1000} s; ending it`);
  process.kill(pid, 'SIGKILL');
  await untilEnded(pid, patience);
}

/** @returns {Promise<boolean>} */
async function isConfirmed() {
  if (!process.stdin.isTTY) {
    throw new Problem(
      'Nothing was removed.',
      'There is no terminal to ask on.',
      'Say that you mean it: npm run reset -- --yes',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise((resolve) => {
    terminal.once('close', () => resolve(''));
    terminal.question('Remove it? (yes/no) ', resolve);
  });
  terminal.close();
  return /^y(es)?$/i.test(String(answer).trim());
}

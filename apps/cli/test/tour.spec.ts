import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '@boardwalk/tooling/boardwalk-home.mjs';
import { createHash } from 'node:crypto';
import { list } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archiveOf } from '../tour/archive.js';
import { readScript, shellFor } from '../tour/script.js';
import { steps } from '../tour/steps.js';
import { typed } from './at-the-terminal.js';
import { problem, StandIn } from './stand-in.js';

describe('the page of the tour', () => {
  const script = readScript(checkout);

  it('has a block of shell for each step that is taken', () => {
    expect(script.steps).toHaveLength(steps.length);
    expect(script.before).toContain('OPERATOR=');
    for (const { title, shell } of script.steps) expect(shell, title).toContain('curl ');
  });

  it('asks for what its lines have set before', () => {
    const all = [script.before, ...script.steps.map(({ shell }) => shell)].join('\n');
    const used = new Set([...all.matchAll(/\$\{?([A-Z]+)/g)].map(([, name = '']) => name));
    used.delete('BOARDWALK'); // of BOARDWALK_HOME, which may be set
    for (const name of used) expect(all.indexOf(`${name}=`), name).toBeGreaterThan(-1);
  });

  it('proposes nothing to type that names a variable which only its own lines set', () => {
    const shown = script.steps.map(({ shell }) => shellFor('ada-1', shell)).join('\n');
    expect(shown).toContain('boardwalk trace tour-ada-1');
    for (const [remark] of shown.matchAll(/ # .*$/gm)) expect(remark).not.toMatch(/\$[A-Z]/);
    expect(shown).toContain('traces/tour-$ADA');
  });

  it('is missed when it is not there', () => {
    expect(() => readScript(join(checkout, 'apps'))).toThrow(/docs\/tour\.md is not there/);
  });
});

describe('the archive of the tour', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardwalk-archive-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is a tar that others read, with the checksum that is announced', async () => {
    const { bytes, checksum } = archiveOf({ 'a.md': 'A', 'b.md': 'b'.repeat(600) });
    expect(checksum).toBe(createHash('sha256').update(bytes).digest('hex'));
    const entries: [string, number][] = [];
    const reading = list({ strict: true, onReadEntry: ({ path, size }) => void entries.push([path, size]) });
    await new Promise<void>((resolve, reject) => {
      reading.on('end', resolve);
      reading.on('error', reject);
      reading.end(Buffer.from(bytes));
    });
    expect(entries).toEqual([
      ['a.md', 1],
      ['b.md', 600],
    ]);
  });
});

describe('the tour', () => {
  it('ends at the first step that fails, says what failed, and is 1', async () => {
    await using platform = await StandIn.start(({ path }) =>
      path === 'users'
        ? problem(409, 'username-taken', 'Somebody else has this username.')
        : problem(404, 'x', 'No.'),
    );
    const { code, out } = await typed('tour', { env: platform.env });
    expect(code).toBe(1);
    expect(out).toContain('✗ The platform refused: Username taken. Somebody else has this username.');
    expect(out).toContain('curl -sS "$BW/users"');
    expect(platform.asked).toHaveLength(1);
    expect(platform.asked[0]?.token).toBeNull();
  });

  it('waits for effects, but not for ever', async () => {
    await using platform = await StandIn.start(({ path }) =>
      path === 'users'
        ? { status: 201, body: { userId: 'u-1', username: 'x' } }
        : { status: 200, body: { items: [], nextCursor: null } },
    );
    const { code, out } = await typed('tour --json', { env: platform.env });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      steps: [
        { step: 1, ok: true },
        { step: 2, ok: false, told: [expect.stringMatching(/^Waited 20\.0 s for a mail to ada-/)] },
      ],
    });
  });

  it('needs the operator’s token, and a platform', async () => {
    await using platform = await StandIn.start(({ path }) =>
      path === 'users' ? { status: 201, body: { userId: 'u-1' } } : problem(401, 'unauthenticated', 'No.'),
    );
    expect((await typed('tour', { env: platform.env })).code).toBe(6);
    expect((await typed('tour')).code).toBe(4);
  });
});

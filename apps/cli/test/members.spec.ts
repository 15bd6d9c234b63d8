import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import { list } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextVersion } from '../member/extension-name.js';
import { packed } from '../member/packing.js';
import { type Circumstances, typed, typing } from './at-the-terminal.js';
import { LittleCommunity } from './little-community.js';
import { problem } from './stand-in.js';

let home: string;
let community: LittleCommunity;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'boardwalk-members-'));
  community = await LittleCommunity.start();
  community.settle('ada');
});
afterEach(async () => {
  await community.http.close();
  rmSync(home, { recursive: true, force: true });
});

const env = (more: NodeJS.ProcessEnv = {}) => ({
  BOARDWALK_HOME: home,
  BOARDWALK_URL: community.http.url,
  ...more,
});
const asked = (line: string | readonly string[], given: Circumstances = {}) =>
  typed(line, { ...given, env: env(given.env) });
const signIn = (name = 'ada') => asked('login --json', { keyboard: typing([name, 'a long walk']) });
const kept = () => JSON.parse(readFileSync(join(home, 'member.json'), 'utf8')) as Record<string, string>;
const keysOf = (username: string) =>
  [...community.tokens.values()].filter(({ who, kind }) => who.username === username && kind === 'key')
    .length;

/** A folder with these files. */
function folder(files: Readonly<Record<string, string>>, name = 'gauge'): string {
  for (const [path, text] of Object.entries(files)) {
    const file = join(home, name, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }
  return join(home, name);
}

async function found(slug = 'tide-pool'): Promise<void> {
  await signIn();
  expect((await asked(`collectives found ${slug}`)).code).toBe(0);
}

const publish = (path: string, more = '') =>
  asked(`extensions publish ${path} --name @tide-pool/gauge${more}`);

describe('signing in', () => {
  it('asks for name and password, makes a key, and keeps it for its owner alone', async () => {
    const keyboard = typing(['ada', 'a long walk']);
    const { code, out } = await asked('login', { keyboard });
    expect(code).toBe(0);
    expect(out).toBe(`Signed in at ${community.http.url} as ada.\n`);
    expect(keyboard.asked).toEqual(['Username or e-mail address: ', 'Password: ']);
    expect(statSync(join(home, 'member.json')).mode & 0o777).toBe(0o600);
    expect(kept()['key']).toMatch(/^bw_/);
    expect(keysOf('ada')).toBe(1);
  });

  it('takes an address for a name', async () => {
    const { code } = await asked('login', { keyboard: typing(['ada@example.com', 'a long walk']) });
    expect(code).toBe(0);
  });

  it('says that the password is wrong, and keeps nothing', async () => {
    const { code, err } = await asked('login', { keyboard: typing(['ada', 'wrong']) });
    expect(code).toBe(6);
    expect(err).toContain('No account has this login and this password.');
    expect(existsSync(join(home, 'member.json'))).toBe(false);
  });

  it('asks nobody who is not there', async () => {
    const { code, err } = await asked('login');
    expect(code).toBe(2);
    expect(err).toContain('--key-from-stdin');
  });

  it('revokes the key of the sign-in before it', async () => {
    await signIn();
    await signIn();
    expect(keysOf('ada')).toBe(1);
  });

  it('takes a key that was made elsewhere, from stdin or from the environment', async () => {
    await signIn();
    const { key = '' } = kept();
    rmSync(join(home, 'member.json'));
    const piped = await asked('login --key-from-stdin --json', { keyboard: typing([], `${key}\n`) });
    expect(JSON.parse(piped.out)).toMatchObject({ username: 'ada', apiKeyId: null });
    const given = await asked('login --json', { env: { BOARDWALK_API_KEY: key } });
    expect(JSON.parse(given.out)).toMatchObject({ username: 'ada' });
    const wrong = await asked('login --key-from-stdin', { keyboard: typing([], `bw_${'x'.repeat(40)}`) });
    expect(wrong.code).toBe(6);
  });
});

describe('signing out', () => {
  it('revokes the key, and forgets it', async () => {
    await signIn();
    const { code, out } = await asked('logout --json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ url: community.http.url, username: 'ada', revoked: true });
    expect(existsSync(join(home, 'member.json'))).toBe(false);
    expect(community.tokens.size).toBe(0);
  });

  it('asks for the password again when the session that made the key is over', async () => {
    await signIn();
    for (const [token, { kind }] of community.tokens) if (kind === 'session') community.tokens.delete(token);
    const alone = await asked('logout');
    expect(alone.code).toBe(6);
    expect(alone.err).toContain('--forget');
    expect((await asked('logout', { keyboard: typing(['ada', 'a long walk']) })).code).toBe(0);
    expect(keysOf('ada')).toBe(0);
  });

  it('can forget a key that goes on working', async () => {
    await signIn();
    const { code, err } = await asked('logout --forget');
    expect(code).toBe(0);
    expect(err).toContain('goes on working');
    expect(keysOf('ada')).toBe(1);
  });

  it('is 3 when nobody is signed in', async () => {
    expect((await asked('logout')).code).toBe(3);
  });
});

describe('a key', () => {
  it('goes to no other platform than the one that gave it', async () => {
    await signIn();
    await using other = await LittleCommunity.start();
    const { code, err } = await asked('collectives found tide-pool', {
      env: { BOARDWALK_URL: other.http.url },
    });
    expect(code).toBe(6);
    expect(err).toContain('boardwalk login');
    await asked('extensions search', { env: { BOARDWALK_URL: other.http.url } });
    expect(other.http.asked.map(({ token }) => token)).toEqual([null]);
  });

  it('that is not valid any more says how to get another', async () => {
    await signIn();
    community.tokens.clear();
    const { code, err } = await asked('collectives found tide-pool');
    expect(code).toBe(6);
    expect(err).toContain('Mend: Sign in again: boardwalk login');
  });

  it('of the environment that is not valid is named', async () => {
    const { code, err } = await asked('collectives found tide-pool', { env: { BOARDWALK_API_KEY: 'bw_x' } });
    expect(code).toBe(6);
    expect(err).toContain('Mend: BOARDWALK_API_KEY is no key of this platform');
    const login = await asked('login', { env: { BOARDWALK_API_KEY: `bw_${'x'.repeat(40)}` } });
    expect(login.err).toContain('Mend: BOARDWALK_API_KEY is no key of this platform');
  });

  it('is where the platform is, too', async () => {
    await signIn();
    expect((await typed('collectives found tide-pool', { env: { BOARDWALK_HOME: home } })).code).toBe(0);
  });
});

describe('collectives', () => {
  it('are founded, shown, and asked into', async () => {
    await found();
    const shown = await asked('collectives show tide-pool');
    expect(shown.out).toMatch(/^tide-pool\ntide-pool, 1 member, founded .*\nWHO.*\nada +owner/);
    const invited = await asked('collectives invite tide-pool grace@example.com --role admin');
    expect(invited.out).toBe('grace@example.com is invited to tide-pool as admin, and gets a mail.\n');
    expect((await asked('collectives members tide-pool --ndjson')).out).toContain('"username":"ada"');
  });

  it('show their members to members only', async () => {
    await found();
    const stranger = await asked('collectives members tide-pool', {
      env: { BOARDWALK_HOME: join(home, 'another') },
    });
    expect(stranger.code).toBe(6);
    expect(stranger.err).toContain('Only its members see who belongs to tide-pool.');
    expect((await asked('collectives show nobody')).code).toBe(3);
  });
});

describe('publishing', () => {
  it('packs a folder, uploads it, and confirms', async () => {
    await found();
    const path = folder({
      'about.md': 'A',
      'themes/sea.json': '{}',
      '.git/HEAD': 'x',
      'node_modules/a.js': 'x',
    });
    const { code, out } = await publish(path, ' --version 2026.04.09.1 --label tide --contains theme=1');
    expect(out).toMatch(/^@tide-pool\/gauge 2026\.04\.09\.1 is published: 2 files, \d+ B packed\.$/m);
    expect(code).toBe(0);
    const announced = community.http.asked.find(
      ({ path, method }) => method === 'POST' && path === 'publications',
    );
    expect(announced?.body).toMatchObject({
      labels: ['tide'],
      contents: { theme: 1 },
      version: '2026.04.09.1',
    });
    expect(community.publications[0]?.status).toBe('confirmed');
  });

  it('takes the next version of today unless one is named', async () => {
    await found();
    for (const text of ['one', 'two']) await publish(folder({ 'about.md': text }));
    expect(community.publications.map(({ version }) => version)).toEqual(['2026.04.09.1', '2026.04.09.2']);
    const today = new Date('2026-04-09T10:00:00Z');
    expect(nextVersion('2026.04.08.7', today)).toBe('2026.04.09.1');
    expect(nextVersion('2026.04.09.10', today)).toBe('2026.04.09.11');
  });

  it('keeps labels and platforms of the version before, unless it is told others', async () => {
    await found();
    const announce = async (text: string, more = '') => {
      expect((await publish(folder({ 'about.md': text }), more)).code).toBe(0);
      const { labels, platforms } = community.publications.at(-1) ?? {};
      return { labels, platforms };
    };
    expect(await announce('one')).toEqual({ labels: [], platforms: [] });
    const first = { labels: ['tide', 'sea'], platforms: ['zed'] };
    expect(await announce('two', ' --label tide sea --platform zed')).toEqual(first);
    expect(await announce('three')).toEqual(first);
    expect(await announce('four', ' --label other --version 2026.04.09.9')).toEqual({
      labels: ['other'],
      platforms: ['zed'],
    });
    expect(await announce('five', ' --label=')).toEqual({ labels: [], platforms: ['zed'] });
  });

  it('is done by a key that may not read, if it says the version', async () => {
    await found();
    const unread = problem(403, 'insufficient-scope', 'This key may not.');
    community.faults.answer = { path: /^extensions/, with: unread };
    const { code, err } = await publish(folder({ 'about.md': 'one' }), ' --version 2026.04.09.1');
    expect(err).toContain('it gets no labels or platforms but those of this command');
    expect(code).toBe(0);
    expect((await publish(folder({ 'about.md': 'two' }))).code).toBe(6);
  });

  it('goes on with what was begun, where it was cut off', async () => {
    await found();
    const path = folder({ 'about.md': 'A' });
    community.faults.answer = { path: /archive$/, with: 'drop' };
    const cut = await publish(path);
    expect(cut.code).toBe(4);
    expect(cut.err).toContain('The same command goes on from there');
    community.faults.answer = { path: /confirm$/, with: problem(503, 'not-ready', 'Later.') };
    const uploaded = await publish(path);
    expect(uploaded.code).toBe(4);
    expect(uploaded.err).toContain('Going on with @tide-pool/gauge 2026.04.09.1');
    delete community.faults.answer;
    expect((await publish(path)).code).toBe(0);
    expect(community.publications).toHaveLength(1);
    // The one that was cut off, and the one that arrived.
    expect(community.http.asked.filter(({ method }) => method === 'PUT')).toHaveLength(2);
  });

  it('begins anew where the files are others, or what was begun has expired', async () => {
    await found();
    community.faults.answer = { path: /archive$/, with: 'drop' };
    await publish(folder({ 'about.md': 'A' }));
    delete community.faults.answer;
    await publish(folder({ 'about.md': 'B' }));
    expect(community.publications).toHaveLength(2);
    for (const publication of community.publications) publication.status = 'expired';
    await publish(folder({ 'about.md': 'A' }));
    expect(community.publications).toHaveLength(3);
  });

  it('refuses what no archive may hold, before anything is announced', async () => {
    await found();
    const path = folder({ 'about.md': 'A' });
    symlinkSync('/etc/hosts', join(path, 'hosts'));
    const linked = await publish(path);
    expect(linked).toMatchObject({ code: 6, err: expect.stringContaining('a symbolic link') });
    mkdirSync(join(home, 'empty'));
    expect((await publish(join(home, 'empty'))).code).toBe(6);
    expect((await publish(join(home, 'nowhere'))).code).toBe(3);
    expect(community.publications).toEqual([]);
  });

  it('gives the same archive for the same files, and one that others read', async () => {
    const path = folder({ 'b.md': 'b', 'a/a.md': 'a' });
    using one = await packed(path);
    const paths: string[] = [];
    await list({ file: one.path, onReadEntry: (entry) => void paths.push(entry.path) });
    expect(paths).toEqual(['./a/a.md', './b.md']);
    writeFileSync(join(path, 'b.md'), 'b');
    using other = await packed(path);
    expect(other.checksum).toBe(one.checksum);
  });

  it('says in the words of the platform what it refuses', async () => {
    await found();
    const path = folder({ 'about.md': 'A' });
    await publish(path, ' --version 2026.04.09.1');
    const again = await publish(path, ' --version 2026.04.09.1');
    expect(again).toMatchObject({ code: 6, err: expect.stringContaining('It is published already.') });
  });
});

describe('pulling', () => {
  const pull = (more: string) =>
    asked(`extensions pull @tide-pool/gauge${more} --to ${join(home, 'pulled')}`);
  beforeEach(async () => {
    await found();
    await publish(folder({ 'about.md': 'first', 'themes/sea.json': '{}' }));
    await publish(folder({ 'about.md': 'second' }));
  });

  it('gets the latest, compares its checksum, and unpacks it', async () => {
    const { code, out } = await pull('');
    expect(code).toBe(0);
    expect(out).toContain('@tide-pool/gauge 2026.04.09.2 is in');
    expect(readFileSync(join(home, 'pulled', 'about.md'), 'utf8')).toBe('second');
    expect(readFileSync(join(home, 'pulled', 'themes', 'sea.json'), 'utf8')).toBe('{}');
  });

  it('gets the version that is named', async () => {
    await pull('@2026.04.09.1');
    expect(readFileSync(join(home, 'pulled', 'about.md'), 'utf8')).toBe('first');
    expect((await asked('extensions pull @tide-pool/gauge@2020.01.01.1')).code).toBe(3);
  });

  it('overwrites nothing', async () => {
    folder({ 'mine.md': 'mine' }, 'pulled');
    const { code, err } = await pull('');
    expect(code).toBe(6);
    expect(err).toContain('is there already.');
    expect(readdirSync(join(home, 'pulled'))).toEqual(['mine.md']);
  });

  it('keeps nothing of what is not what was published', async () => {
    for (const publication of community.publications) publication.bytes = Buffer.from('something else');
    const { code, err } = await pull('');
    expect(code).toBe(1);
    expect(err).toContain('What arrived is not what was published.');
    expect(readdirSync(home).filter((name) => name.includes('pull'))).toEqual([]);
  });
});

describe('an extension', () => {
  beforeEach(async () => {
    await found();
    for (const text of ['one', 'two', 'three']) await publish(folder({ 'about.md': text }));
  });

  it('is shown with its versions, and what is better than it', async () => {
    community.deprecation = { at: '2026-04-09T10:00:00.000Z', supersededBy: '@tide-pool/meter' };
    const { code, out } = await asked('extensions show @tide-pool/gauge');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      '@tide-pool/gauge',
      'Made \ufffd[2J here',
      'public, MIT, labels load, 3 pulls',
      'deprecated 2026-04-09 10:00:00 UTC; use @tide-pool/meter',
      expect.stringMatching(/^VERSION +PUBLISHED \(UTC\) +BY +SIZE +PULLS +YANKED$/),
      expect.stringMatching(/^2026\.04\.09\.3 +2026.* +ada +\d+ B +3$/),
      expect.stringMatching(/^2026\.04\.09\.2 /),
      expect.stringMatching(/^2026\.04\.09\.1 /),
      '',
    ]);
    expect((await asked('extensions search gauge')).out).toContain('2026.04.09.3 deprecated');
  });

  it('has more versions than are shown, and that is said', async () => {
    const { out, err } = await asked('extensions show @tide-pool/gauge --limit 2');
    expect(out).not.toContain('2026.04.09.1');
    expect(err).toContain('There may be more; a higher --limit shows them.');
    expect((await asked('extensions show @tide-pool/gauge --limit 3')).err).toBe('');
  });
});

describe('what is said of an extension later', () => {
  it.each([
    ['yank @a/b@2026.04.09.1 --reason=broken', 'yank @a/b {"reason":"broken","version":"2026.04.09.1"}'],
    ['unyank @a/b', 'unyank @a/b {}'],
    ['deprecate @a/b --superseded-by @a/c', 'deprecate @a/b {"supersededBy":"@a/c"}'],
    ['undeprecate @a/b', 'undeprecate @a/b {}'],
  ])('%s goes to the platform', async (line, said) => {
    await signIn();
    const { code, out } = await asked(`extensions ${line}`);
    expect(code).toBe(0);
    expect(out).toMatch(/^@a\/b/);
    expect(community.standings).toEqual([said]);
  });
});

describe('a write that depends on an earlier one', () => {
  it('sends along how far that went, in another command too, and is repeated while the platform is behind', async () => {
    await signIn();
    const told = { status: 201, body: { slug: 'x', name: 'x' }, headers: { 'boardwalk-position': '41' } };
    community.faults.answer = { path: /^collectives$/, with: told };
    await asked('collectives found x');
    expect(kept()['position']).toBe('41');
    const behind = problem(409, 'projection-behind', 'Not yet.');
    community.faults.answer = { path: /^collectives$/, with: behind };
    const { code } = await asked('collectives found y');
    expect(code).toBe(5);
    const asking = community.http.asked.filter(({ body }) => (body as { slug?: string }).slug === 'y');
    expect(asking.length).toBeGreaterThan(10);
    expect(asking.every(({ position }) => position === '41')).toBe(true);
  });
});

describe('--json for members', () => {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true });
  ajvFormats.default(ajv);
  const schema = (name: string) =>
    JSON.parse(readFileSync(new URL(`../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as Record<
      string,
      unknown
    >;

  it('is one document that its published schema describes', async () => {
    const documents: (readonly [schema: string, out: string])[] = [['login', (await signIn()).out]];
    const say = async (name: string, line: string) => {
      const ran = await asked(`${line} --json`);
      expect(ran.code, `${line}: ${ran.err}`).toBe(0);
      documents.push([name, ran.out]);
    };
    await say('collectives-found', 'collectives found tide-pool');
    await say('collectives-ls', 'collectives ls');
    await say('collectives-show', 'collectives show tide-pool');
    await say('collectives-members', 'collectives members tide-pool');
    await say('collectives-invite', 'collectives invite tide-pool grace@example.com');
    await say('extensions-publish', `extensions publish ${folder({ 'a.md': 'A' })} --name @tide-pool/gauge`);
    await say('extensions-search', 'extensions search gauge');
    await say('extensions-show', 'extensions show @tide-pool/gauge');
    await say('extensions-pull', `extensions pull @tide-pool/gauge --to ${join(home, 'pulled')}`);
    await say('extensions-standing', 'extensions yank @tide-pool/gauge --reason=broken');
    await say('logout', 'logout');
    for (const [name, out] of documents)
      expect(ajv.validate(schema(name), JSON.parse(out)), `${name}: ${ajv.errorsText()}`).toBe(true);
  });

  it('is a line per item where --ndjson is asked for, and people read what fits', async () => {
    await found();
    await publish(folder({ 'a.md': 'A' }));
    const { out } = await asked('extensions search gauge --ndjson');
    expect(JSON.parse(out)).toMatchObject({ name: '@tide-pool/gauge' });
    const read = await asked('extensions search gauge', { columns: 60 });
    expect(read.out).not.toContain('\u001b[2J');
    expect(read.out).toContain('@tide-pool/gauge');
  });
});

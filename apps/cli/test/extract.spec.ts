import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '@boardwalk/tooling/boardwalk-home.mjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { running } from './answers.js';
import { typed } from './at-the-terminal.js';
import { type Asked, problem, StandIn } from './stand-in.js';

/** A checkout as far as an extraction looks at it, with a data folder. */
let root: string;
let home: string;
/** The platform that is asked, and what it says of itself. */
let platform: StandIn;
let told: typeof running;
let ill: readonly object[];
let lag: number;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'boardwalk-extract-'));
  home = join(root, '.boardwalk');
  for (const folder of ['shared/integration-events', ...running.contexts.map((name) => `modules/${name}`)])
    mkdirSync(join(root, folder), { recursive: true });
  for (const name of running.contexts) write(`modules/${name}/${name}.module.ts`, '');
  for (const file of ['compose.yaml', 'fly.toml', 'package.json'])
    cpSync(join(checkout, file), join(root, file));
  mkdirSync(home);
  told = running;
  ill = [];
  lag = 3;
  platform = await StandIn.start(answer);
});
afterEach(async () => {
  await platform.close();
  rmSync(root, { recursive: true });
});

function answer({ path }: Asked) {
  const well = { name: 'relay', ok: true, detail: 'It runs.', mend: null };
  const bodies: Readonly<Record<string, object>> = {
    operator: told,
    'operator/doctor': { ok: ill.length === 0, checks: [well, ...ill] },
    'operator/consumers': {
      head: '1-1',
      total: 9,
      subscriptions: [{ context: 'stats', name: 'stats.scores', lag }],
    },
    'openapi.json': { paths: { '/api/v1/sessions': {} } },
  };
  const body = bodies[path];
  return body === undefined ? problem(404, 'no-such-route', `No ${path}.`) : { status: 200, body };
}

const files = ['compose.yaml', 'fly.toml', '.boardwalk/stats.env'] as const;
const read = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : null);
const write = (file: string, text: string) => writeFileSync(join(root, file), text);
const change = (file: string, from: string, to: string) => write(file, (read(file) ?? '').replace(from, to));
const all = () => files.map(read);
const extract = (line: string, { env }: Pick<StandIn, 'env'> = platform) =>
  typed(['extract', ...line.split(' '), '--root', root], { env: { ...env, BOARDWALK_HOME: home } });

/** What is asked for by name, of a JSON document that says what is wrong. */
async function failing(line: string): Promise<Record<string, { detail: string; mend: string }>> {
  const before = all();
  const { code, out, err } = await extract(`${line} --json`);
  expect(code, err).toBe(1);
  expect(all()).toEqual(before);
  const { ok, checks, steps } = JSON.parse(out) as {
    ok: boolean;
    steps: object[];
    checks: { name: string; ok: boolean; detail: string; mend: string }[];
  };
  expect({ ok, steps }).toEqual({ ok: false, steps: [] });
  return Object.fromEntries(checks.filter((check) => !check.ok).map((check) => [check.name, check]));
}

describe('extracting a context', () => {
  it('writes it into every file that starts processes, takes it out of the others, and says what to do', async () => {
    const { code, out, err } = await extract('stats');
    expect(code, err).toBe(0);
    expect(read('compose.yaml')).toContain(`  stats:
    <<: *platform
    environment:
      <<: *environment
      ROLES: web,worker
      PUBLIC_URL: \${PUBLIC_URL:-http://127.0.0.1:8080}
      CONTEXTS: stats
      IDENTITY_URL: http://web:8080
    x-extracted-from: [web, worker]
    ports: ['127.0.0.1:8081:8080']
    volumes: [stats:/data]

  postgres:`);
    const rest = 'collectives,discord,extensions,identity,notifications,telemetry';
    expect(read('compose.yaml')?.match(new RegExp(`CONTEXTS: ${rest}$`, 'gm'))).toHaveLength(2);
    expect(read('fly.toml')).toMatch(
      /^stats = "env ROLES=web,worker CONTEXTS=stats IDENTITY_URL=http:\/\/web\.process\.boardwalk\.internal:8080 node .*main\.js"$/m,
    );
    expect(
      read('fly.toml')?.match(new RegExp(`^(web|worker) = "env .*CONTEXTS=${rest} `, 'gm')),
    ).toHaveLength(2);
    expect(read('.boardwalk/stats.env')).toContain(`IDENTITY_URL=${platform.url}\n`);
    const order = [
      'up --detach --no-deps stats',
      'http://127.0.0.1:8081',
      '--no-deps web worker',
      'boardwalk doctor',
    ].map((words) => out.indexOf(words));
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order[0]).toBeGreaterThan(0);
    expect(out).toContain('fly deploy --process-groups stats');
    expect(out).toContain("env $(grep -v '^#' .boardwalk/stats.env) node --import");
    expect(err).toContain('boardwalk extract stats --back');
  });

  it('changes nothing when it is done again, and leaves everything else as it was when it is undone', async () => {
    const before = all();
    await extract('stats');
    const after = all();
    expect(after).not.toEqual(before);
    expect(await extract('stats')).toMatchObject({
      code: 0,
      err: expect.stringContaining('it is all there'),
    });
    expect(all()).toEqual(after);
    const back = await extract('stats --back');
    expect(back.code, back.err).toBe(0);
    expect(all()).toEqual(before);
    expect(back.out).toMatch(
      /TRANSPORT as it is now[^]*up --detach --no-deps web worker[^]*--remove-orphans/,
    );
    expect(await extract('stats --back')).toMatchObject({
      code: 0,
      err: expect.stringContaining('Nothing was written'),
    });
    expect(all()).toEqual(before);
  });

  it('keeps remarks and spaces, and does not take those of others along', async () => {
    change('compose.yaml', 'ROLES: relay,worker\n', 'ROLES:  relay,worker   # the only relay\n');
    change('compose.yaml', '  postgres:\n', '  # The one database.\n\n  postgres:\n');
    change('fly.toml', '[http_service]', '# Requests.\n[http_service]');
    const before = all();
    await extract('stats');
    expect(read('compose.yaml')).toContain('ROLES:  relay,worker   # the only relay\n');
    expect(read('compose.yaml')?.match(/The one database/g)).toHaveLength(1);
    expect(read('compose.yaml')).toMatch(/volumes: \[stats:\/data\]\n\n {2}# The one database/);
    await extract('stats --back');
    expect(all()).toEqual(before);
  });

  it('takes one after another out, and each back in any order', async () => {
    const before = all();
    for (const name of ['stats', 'identity', 'discord'])
      expect(await extract(name)).toMatchObject({ code: 0 });
    expect(read('compose.yaml')).not.toContain('IDENTITY_URL: http://web:8080');
    expect(read('compose.yaml')?.match(/IDENTITY_URL: http:\/\/identity:8080/g)).toHaveLength(3);
    expect(read('compose.yaml')).toContain("['127.0.0.1:8083:8080']");
    for (const name of ['identity', 'stats', 'discord'])
      expect(await extract(`${name} --back`)).toMatchObject({ code: 0 });
    expect(all()).toEqual(before);
  });

  it('shows lines that come and go, and writes none, for --dry-run', async () => {
    const before = all();
    const { code, out, err } = await extract('stats --dry-run');
    expect(code, err).toBe(0);
    expect(all()).toEqual(before);
    expect(out).toMatch(/^change {2}compose\.yaml$/m);
    expect(out).toMatch(/^create {2}\.boardwalk\/stats\.env$/m);
    expect(out).toMatch(/^ {2}\+ {5}x-extracted-from: \[web, worker\]$/m);
    expect(out).toMatch(/^ {2}- web = "env ROLES=web node/m);
    expect(err).toContain('without --dry-run it is');
  });

  it('lets a context with files keep them: in a folder of their own, of the same volume', async () => {
    const { code, out, err } = await extract('extensions --only compose');
    expect(code, err).toBe(0);
    expect(read('compose.yaml')).toContain(
      'volumes: [extensions:/data, { type: volume, source: archives, target: /data/archives, volume: { subpath: archives } }]',
    );
    expect(out).toMatch(/exec web mkdir -p \/data\/archives\n.*up --detach --no-deps extensions/);
    expect(await failing('extensions --only fly')).toMatchObject({
      'fly.toml': { mend: expect.stringContaining('--only') },
    });
  });

  it('starts a broker with the processes that need it', async () => {
    told = { ...running, transport: 'kafka', given: [...running.given, 'KAFKA_URL'] };
    const { code, out } = await extract('stats --transport kafka --only compose');
    expect(code).toBe(0);
    expect(out).toContain('TRANSPORT=kafka docker compose --profile kafka up --detach --no-deps stats');
    await extract('stats --transport kafka --only process');
    expect(read('.boardwalk/stats.env')).toMatch(/^# .*, KAFKA_URL\n[^]*^TRANSPORT=kafka$/m);
  });
});

describe('an extraction is refused, with nothing written,', () => {
  it('of a context that there is not', async () => {
    const { code, err } = await extract('audit');
    expect(code).toBe(3);
    expect(err).toContain('There are: collectives, discord,');
  });

  it('while nobody answers; but not its way back', async () => {
    await extract('stats');
    const away = { env: { BOARDWALK_URL: 'http://127.0.0.1:1' } };
    expect(await extract('discord', away)).toMatchObject({ code: 4 });
    expect(await extract('stats --back', away)).toMatchObject({ code: 0 });
  });

  it('when the platform is another version, or travels otherwise', async () => {
    told = { ...running, version: '0.0.9' };
    expect(await failing('stats')).toMatchObject({ version: { detail: expect.stringContaining('0.0.9') } });
    told = running;
    expect(await failing('stats --transport pigeon')).toMatchObject({
      transport: { mend: expect.stringContaining('TRANSPORT=pigeon') },
    });
    told = { ...running, transport: 'in-process' };
    expect(await failing('stats')).toMatchObject({
      transport: { mend: expect.stringContaining('TRANSPORT=postgres') },
    });
    told = { ...running, transport: 'redis-streams-and-kafka' };
    expect(await failing('stats --only process')).toMatchObject({
      transport: { mend: expect.stringContaining('--transport redis-streams') },
    });
    told = { ...running, transport: 'kafka' };
    expect(await failing('stats')).toMatchObject({
      'fly.toml': { detail: expect.stringContaining('"postgres"') },
    });
  });

  it('when the platform made for itself what the new process needs, each with what comes of it', async () => {
    told = { ...running, given: [] };
    expect(Object.keys(await failing('stats'))).toEqual([
      'DATABASE_URL',
      'BOARDWALK_SECRET',
      'OPERATOR_TOKEN',
    ]);
  });

  it('when the platform was given what a file gives to nobody', async () => {
    told = { ...running, given: [...running.given, 'SMTP_URL'] };
    expect(await failing('stats')).toMatchObject({
      'compose.yaml': { detail: expect.stringContaining('no SMTP_URL') },
    });
  });

  it('when a check of the doctor failed, in its words, or when much waits for the context', async () => {
    ill = [{ name: 'foreign messages', ok: false, detail: '3 messages came.', mend: 'Find out who.' }];
    lag = 20_000;
    expect(await failing('stats')).toMatchObject({
      'foreign messages': { detail: '3 messages came.', mend: 'Find out who.' },
      lag: { detail: expect.stringContaining('20,000 facts') },
    });
  });

  it('when identity is not where a process that is started by hand would ask', async () => {
    await using stranger = await StandIn.start(() => ({ status: 200, body: { paths: {} } }));
    expect(await failing(`stats --identity-url ${stranger.url}`)).toMatchObject({
      identity: {
        detail: expect.stringContaining('does not run there'),
        mend: expect.stringContaining('--identity-url'),
      },
    });
    expect(await failing('stats --identity-url http://127.0.0.1:1')).toMatchObject({
      identity: { detail: expect.stringContaining('nobody answers') },
    });
  });

  it.each([
    ['compose.yaml', 'services:', 'services: ['],
    ['compose.yaml', '  web:\n', '  web: &web\n    CONTEXTS: [\n'],
    ['compose.yaml', 'BOARDWALK_SECRET:', 'SECRET:'],
    ['compose.yaml', 'ROLES: web\n', 'ROLES: ${ROLES}\n'],
    [
      'compose.yaml',
      '  postgres:\n    image',
      '  stats:\n    environment: { BOARDWALK_SECRET: x }\n    image',
    ],
    [
      'compose.yaml',
      '    environment:\n      <<: *environment\n      ROLES: web\n',
      '    environment: { <<: *environment, ROLES: web }\n',
    ],
    ['compose.yaml', '      ROLES: web\n', '      ROLES: web\n      CONTEXTS: stats\n'],
    ['fly.toml', 'app = "boardwalk"', 'application = "boardwalk"'],
    ['fly.toml', 'web = "env', 'web = """env'],
    ['fly.toml', 'ROLES=web node', 'ROLES=web CONTEXTS=stats,nobody node'],
    ['fly.toml', 'HOST = "::"', 'HOST = "0.0.0.0"'],
  ])('when %s is not understood: %j became %j', async (file, from, to) => {
    change(file, from, to);
    const found = await failing('stats');
    expect(Object.keys(found)).toEqual([file]);
    expect(found[file]?.mend).not.toBe('');
  });

  it('when a file of the same name is there that was not written here', async () => {
    write('.boardwalk/stats.env', 'CONTEXTS=mine\n');
    expect(await failing('stats')).toMatchObject({ '.boardwalk/stats.env': { mend: 'Rename it.' } });
    expect(await failing('stats --back')).toHaveProperty(['.boardwalk/stats.env']);
  });
});

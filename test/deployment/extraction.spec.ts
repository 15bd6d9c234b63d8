import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { parseEnv } from 'node:util';
import { realTime, run, Terminal, TerminalKeyboard } from '@boardwalk/cli';
import { configurationFrom, type ContextName, contextNames, roleNames } from '@boardwalk/platform';
import { projectRoot } from '@boardwalk/tooling/catalog/source.mjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

/** What people set for all processes. */
const secrets = {
  DATABASE_URL: 'postgres://boardwalk@127.0.0.1/boardwalk',
  BOARDWALK_SECRET: 'a-secret-of-more-than-thirty-two-characters',
  OPERATOR_TOKEN: 'an-operator-token-of-random-bits',
};
const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  version: string;
};

let root: string;
let platform: Server;
let url: string;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'boardwalk-deployment-'));
  for (const folder of [
    '.boardwalk',
    'shared/integration-events',
    ...contextNames.map((name) => `modules/${name}`),
  ])
    mkdirSync(join(root, folder), { recursive: true });
  for (const name of contextNames) writeFileSync(join(root, `modules/${name}/${name}.module.ts`), '');
  for (const file of ['compose.yaml', 'fly.toml', 'package.json'])
    cpSync(join(projectRoot, file), join(root, file));
  platform = createServer(({ url: path = '' }, response) =>
    response.end(JSON.stringify(answers[path] ?? {})),
  );
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => platform.close(resolve));
  rmSync(root, { recursive: true });
});

/** A platform that is well, and runs everything. */
const answers: Readonly<Record<string, object>> = {
  '/api/v1/operator': {
    version,
    contexts: contextNames,
    roles: roleNames,
    transport: 'postgres',
    given: [...Object.keys(secrets), 'PUBLIC_URL'],
  },
  '/api/v1/operator/doctor': { ok: true, checks: [] },
  '/api/v1/operator/consumers': { subscriptions: [] },
  '/api/v1/openapi.json': { paths: { '/api/v1/sessions': {} } },
};

async function extract(...words: readonly string[]): Promise<void> {
  let said = '';
  const heard = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      said += chunk.toString();
      done();
    },
  });
  const env = { BOARDWALK_URL: url, BOARDWALK_TOKEN: 'operator', BOARDWALK_HOME: join(root, '.boardwalk') };
  const session = {
    terminal: new Terminal(heard, heard, env),
    keyboard: new TerminalKeyboard(process.stdin, heard),
    env,
    signal: new AbortController().signal,
  };
  const code = await run(['extract', ...words, '--root', root], { ...session, time: realTime });
  expect(code, said).toBe(0);
}

const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** What the image says by itself. */
function ofTheImage(): Record<string, string> {
  const [, stage = ''] = readFileSync(join(projectRoot, 'Dockerfile'), 'utf8').split(/^FROM .*slim$/m);
  const pairs = [...stage.matchAll(/\b([A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

type Environments = Record<string, NodeJS.ProcessEnv>;

/** What Compose gives to each service of the platform. */
function inCompose(): Environments {
  const { services } = parse(read('compose.yaml'), { merge: true }) as {
    services: Record<string, { environment?: Record<string, string> }>;
  };
  const found = Object.entries(services).flatMap(([name, { environment = {} }]) => {
    if (!('BOARDWALK_SECRET' in environment)) return [];
    const set = Object.entries(environment).map(
      ([variable, text]) => [variable, interpolated(text)] as const,
    );
    return [[name, { ...ofTheImage(), ...Object.fromEntries(set) }] as const];
  });
  return Object.fromEntries(found);
}

/** `${NAME:-default}` and `${NAME:?why}` */
function interpolated(text: string): string {
  const given: Readonly<Record<string, string>> = secrets;
  return text.replaceAll(
    /\$\{(\w+)(?::[-?]([^}]*))?\}/g,
    (_all, name: string, other = '') => given[name] ?? other,
  );
}

/** What Fly.io and the command of each group give to it, as a shell reads it. */
function onFly(): Environments {
  const section = (name: string) =>
    new RegExp(`^\\[${name}\\]\\n([^[]*)`, 'm').exec(read('fly.toml'))?.[1] ?? '';
  const settings = (text: string) =>
    [...text.matchAll(/^(\w+) = "(.*)"$/gm)].map(([, name = '', value = '']) => [name, value] as const);
  const env = { ...ofTheImage(), ...secrets, ...Object.fromEntries(settings(section('env'))) };
  const found = settings(section('processes')).map(([name, command]) => {
    const { stdout } = spawnSync('sh', ['-c', command.replace(/ node .*/, ' env')], {
      env: { ...env, PATH: '/usr/bin:/bin' },
      encoding: 'utf8',
    });
    return [name, parseEnv(stdout)] as const;
  });
  return Object.fromEntries(found);
}

/** What each process would be. A context, and a role for it, is somewhere once; facts are put into their order once. */
function divided(environments: Environments) {
  const found = Object.entries(environments).map(([name, env]) => ({ name, ...configurationFrom(env) }));
  for (const role of ['web', 'worker'] as const) {
    const run = found.filter(({ roles }) => roles.includes(role)).flatMap(({ contexts }) => contexts);
    expect(run.toSorted(), role).toEqual(contextNames.toSorted());
  }
  expect(found.filter(({ roles }) => roles.includes('relay'))).toHaveLength(1);
  for (const { name, contexts, identityUrl } of found.filter(({ roles }) => roles.includes('web'))) {
    if (contexts.includes('identity')) expect(identityUrl, name).toBeUndefined();
    else {
      const { hostname = '', port } = URL.parse(identityUrl ?? '') ?? {};
      const there = found.find((each) => each.name === hostname.split('.')[0]);
      expect(there?.contexts, name).toContain('identity');
      expect(String(there?.port), name).toBe(port);
    }
  }
  return found;
}

const others = (context: ContextName) => contextNames.filter((name) => name !== context);

describe('an extracted context', () => {
  it.each(contextNames)(
    '%s has a service that the platform accepts, and so have the others',
    async (context) => {
      const before = read('compose.yaml');
      await extract(context, '--only', 'compose');
      const found = divided(inCompose());
      expect(found.find(({ name }) => name === context)).toMatchObject({
        contexts: [context],
        roles: ['web', 'worker'],
        transport: 'postgres',
        databaseUrl: expect.stringContaining('@postgres:5432/'),
        secret: secrets.BOARDWALK_SECRET,
        operatorToken: secrets.OPERATOR_TOKEN,
      });
      await extract(context, '--only', 'compose', '--back');
      expect(read('compose.yaml')).toBe(before);
    },
  );

  it.each(others('extensions'))('%s has a process group that the platform accepts', async (context) => {
    const before = read('fly.toml');
    await extract(context, '--only', 'fly');
    const found = divided(onFly());
    expect(found.find(({ name }) => name === context)).toMatchObject({
      contexts: [context],
      roles: ['web', 'worker'],
      host: '::',
      ...(context !== 'identity' && { identityUrl: 'http://web.process.boardwalk.internal:8080' }),
    });
    await extract(context, '--only', 'fly', '--back');
    expect(read('fly.toml')).toBe(before);
  });

  it.each(contextNames)('%s has settings that the platform accepts beside the secrets', async (context) => {
    await extract(context, '--only', 'process');
    const settings = parseEnv(read(`.boardwalk/${context}.env`));
    expect(configurationFrom({ ...settings, ...secrets })).toMatchObject({
      contexts: [context],
      roles: ['web', 'worker'],
      port: Number(new URL(url).port) + 1,
      home: join(root, '.boardwalk', context),
      ...(context !== 'identity' && { identityUrl: url }),
    });
    for (const secret of Object.keys(secrets)) expect(settings).not.toHaveProperty(secret);
  });

  it('may be followed by all others but one, each of them where it can be reached', async () => {
    const before = read('compose.yaml');
    for (const context of others('telemetry')) {
      await extract(context, '--only', 'compose');
      divided(inCompose());
    }
    for (const context of others('telemetry')) {
      await extract(context, '--only', 'compose', '--back');
      divided(inCompose());
    }
    expect(read('compose.yaml')).toBe(before);
  });
});

import { createPlatform, roleNames } from '@boardwalk/platform';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { readText } from '../documents/document.js';
import { image } from './dockerfile.js';
import { configured, strangersIn, type Variables } from './settings.js';

const fly = parse(readText('fly.toml')) as unknown as {
  readonly kill_signal: string;
  readonly kill_timeout: number;
  readonly env: Variables;
  readonly processes: Readonly<Record<string, string>>;
  readonly http_service: {
    readonly processes: readonly string[];
    readonly internal_port: number;
    readonly checks: readonly { readonly path: string }[];
  };
  readonly metrics: { readonly port: number; readonly path: string };
  readonly mounts: readonly { readonly destination: string; readonly processes: readonly string[] }[];
};
const secret = 'of-the-deployment-0123456789abcdefghijkl';

/** What a group of machines runs, as a shell reads it: `env NAME=value … program`. */
const groups = Object.entries(fly.processes).map(([name, line]) => {
  const [env, ...words] = line.split(' ');
  const command = words.findIndex((word) => !word.includes('='));
  const variables = words.slice(0, command).map((word) => word.split('=', 2) as [string, string]);
  return { name, env, command: words.slice(command), variables: Object.fromEntries(variables) as Variables };
});
/** Secrets are set beside the file. */
const configurationOf = (variables: Variables) =>
  configured({ ...fly.env, ...variables, DATABASE_URL: 'postgres://localhost/x', BOARDWALK_SECRET: secret });

describe('the deployment on Fly.io', () => {
  it('gives the program variables that it knows and takes', () => {
    expect(groups.length).toBeGreaterThan(1);
    expect(strangersIn(fly.env)).toEqual([]);
    for (const { name, env, variables } of groups) {
      expect(env).toBe('env');
      expect(strangersIn(variables), name).toEqual([]);
      expect(configurationOf(variables).contexts.length).toBeGreaterThan(0);
    }
  });

  it('starts in each group what the image starts [3-27]', () => {
    for (const { command } of groups) expect(command).toEqual(image.command);
  });

  it('has all roles between its groups, and requests go to the one that answers them [3-27]', () => {
    const roles = new Map(groups.map(({ name, variables }) => [name, configurationOf(variables).roles]));
    expect(new Set([...roles.values()].flat())).toEqual(new Set(roleNames));
    expect(fly.http_service.processes.map((name) => roles.get(name)?.includes('web'))).toEqual([true]);
    expect(fly.mounts.flatMap(({ processes }) => processes)).toEqual(fly.http_service.processes);
  });

  it('finds requests, metrics and archives where the image has them', () => {
    expect(String(fly.http_service.internal_port)).toBe(image.env['PORT']);
    expect(String(fly.metrics.port)).toBe(image.env['METRICS_PORT']);
    expect(image.probe.join(' ')).toContain(fly.metrics.path);
    expect(fly.mounts.map(({ destination }) => destination)).toEqual([image.volume]);
  });

  it('asks for health at routes that there are', async () => {
    const { contexts, roles, home } = configurationOf({ ROLES: 'web' });
    const app = await createPlatform({
      contexts,
      roles,
      home,
      databaseUrl: 'postgres://127.0.0.1:1/nobody',
      secret,
      operatorToken: 'operator-of-the-deployment',
      publicUrl: fly.env['PUBLIC_URL'] ?? '',
    });
    await app.init();
    expect(fly.http_service.checks.length).toBeGreaterThan(0);
    for (const { path } of fly.http_service.checks)
      expect((await app.inject({ url: path })).json()).toMatchObject({ type: '/problems/not-ready' });
    await app.close();
  });

  it('gives processes longer to end than they take, when they are asked as they expect it [3-26]', () => {
    expect(fly.kill_signal).toBe('SIGTERM');
    for (const { variables } of groups)
      expect(fly.kill_timeout * 1_000).toBeGreaterThan(configurationOf(variables).drainMs);
  });
});

import { fileURLToPath } from 'node:url';
import { type Access, type Route, routesOf } from '@boardwalk/http';
import { cloneDatabase, templateDatabase, type TestDatabase } from '@boardwalk/testing';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, type CallerName, callerNames, Cast, insiders, markers } from './cast.js';

let database: TestDatabase | undefined;
let cast: Cast;
let routes: Route[];
beforeAll(async () => {
  await templateDatabase('edge', (url) => Cast.migrate(url));
  database = await cloneDatabase('edge');
  cast = await Cast.start(database.url);
  routes = routesOf(cast.app);
}, 240_000);
afterAll(async () => {
  await cast.stop();
  await database?.drop();
});

/** What kind of principal a caller is. Somebody suspended is nobody. */
const kinds: Readonly<Record<CallerName, Access | 'anonymous'>> = {
  nobody: 'anonymous',
  suspended: 'anonymous',
  stranger: 'user',
  owner: 'user',
  admin: 'user',
  member: 'user',
  keyOfOwner: 'user',
  keyWithoutScope: 'user',
  client: 'client',
  operator: 'operator',
  service: 'service',
};

/** What a policy has to answer to a caller; `in` when it lets the caller pass. */
function declared({ access, scope, path }: Route, caller: CallerName): string {
  const kind = kinds[caller];
  const open = access.includes('public') || access.includes('anyone');
  if (!open && !access.some((one) => one === kind)) return kind === 'anonymous' ? '401' : '403';
  if (caller === 'client' && path === '/api/v1/telemetry/track') return 'named';
  if (caller === 'keyWithoutScope' && scope !== undefined && !access.includes('public')) return 'scope';
  return 'in';
}

/** What a path is filled with that leads to something of the owner's, where there is such a thing. */
function urlOf(path: string): string {
  const own: Record<string, string> = {
    slug: 'the-guild',
    username: 'the-owner',
    userId: cast.known['userId']?.[0] ?? '',
    '*': '@the-guild/hidden',
  };
  const ids = path.includes('api-keys')
    ? cast.known['apiKeyId']
    : path.includes('invites')
      ? cast.known['inviteId']
      : cast.known['publicationId'];
  return path
    .replaceAll('::', '\0')
    .replace(/:(\w+)|\*/g, (all, name?: string) => encodeURI(own[name ?? all] ?? ids?.[0] ?? 'x'))
    .replaceAll('\0', ':');
}

/** Asks in a way that changes nothing: whoever is let in is refused for the key of the request, or for its empty body. */
async function answered(route: Route, caller: CallerName): Promise<string> {
  const { token } = cast.callers.get(caller) ?? {};
  const reads = route.method === 'GET';
  const answer = await cast.send({
    method: route.method as 'GET',
    url: urlOf(route.path),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(!reads && { 'idempotency-key': '"' }),
      ...(!reads && route.body.streams === undefined && { 'content-type': 'application/json' }),
    },
    ...(!reads && route.body.streams === undefined && { payload: '{}' }),
  });
  const type =
    answer.headers['content-type'] === 'application/problem+json' ? answer.json<{ type: string }>().type : '';
  if (type === '/problems/insufficient-scope') return 'scope';
  if (type === '/problems/not-a-producer') return 'named';
  if (type === '/problems/unauthenticated') return '401';
  if (type === '/problems/forbidden') return '403';
  expect([route.method, route.path, caller, answer.statusCode >= 500]).toEqual([
    route.method,
    route.path,
    caller,
    false,
  ]);
  return 'in';
}

/** Ends something of the caller's own, which the other tests still need. */
const ends = (route: Route) => route.path === '/api/auth/sign-out' || route.path === '/operator';

describe('every route of the platform', () => {
  it('lets in whom its policy names, and refuses everybody else; the table of it is up to date', async () => {
    const present = callerNames.filter((name) => cast.callers.has(name));
    const rows: string[] = [];
    for (const route of routes.filter((one) => !ends(one))) {
      const seen = new Map<CallerName, string>();
      for (const caller of present) seen.set(caller, await answered(route, caller));
      const expected = new Map(present.map((caller) => [caller, declared(route, caller)]));
      expect([route.method, route.path, Object.fromEntries(seen)]).toEqual([
        route.method,
        route.path,
        Object.fromEntries(expected),
      ]);
      const cells = shown.map((caller) => (seen.get(caller) === 'in' ? '✓' : seen.get(caller)));
      rows.push(`| ${route.method} \`${route.path}\` | ${route.scope ?? ''} | ${cells.join(' | ')} |`);
    }
    expect(rows.length).toBeGreaterThan(60);
    await expect(tableOf(rows)).toMatchFileSnapshot(
      fileURLToPath(new URL('../../docs/generated/access.md', import.meta.url)),
    );
  });

  it('shows nobody outside what belongs to the members of a collective', async () => {
    const secrets = [
      ...Object.values(markers),
      ...['owner', 'admin', 'member'].map((name) => addressOf(name as CallerName)),
    ];
    for (const route of routes.filter(({ method, path }) => method === 'GET' && path !== '/operator')) {
      for (const [caller, { token }] of cast.callers) {
        if (insiders.includes(caller)) continue;
        const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
        const { body } = await cast.send({ method: 'GET', url: urlOf(route.path), headers });
        for (const secret of secrets)
          expect([route.path, caller, body.includes(secret)]).toEqual([route.path, caller, false]);
      }
    }
  });

  it('shows members what belongs to them', async () => {
    const hidden = (caller: CallerName) =>
      cast.send({
        method: 'GET',
        url: '/api/v1/extensions/@the-guild/hidden',
        headers: { authorization: `Bearer ${cast.token(caller)}` },
      });
    for (const caller of ['owner', 'admin', 'member', 'keyOfOwner'] as const)
      expect((await hidden(caller)).body).toContain(markers.description);
    expect((await hidden('stranger')).statusCode).toBe(404);
  });

  it('lets a stranger change nothing that has an owner', async () => {
    const owned = routes.filter(
      ({ method, path, access }) =>
        method !== 'GET' && access.includes('user') && /:/.test(path.replaceAll('::', '')),
    );
    expect(owned.length).toBeGreaterThan(4);
    for (const route of owned) {
      const request: InjectOptions = {
        method: route.method as 'POST',
        url: urlOf(route.path),
        headers: { authorization: `Bearer ${cast.token('stranger')}` },
      };
      const { statusCode } = await cast.send(request);
      expect([route.method, route.path, statusCode >= 400 && statusCode < 500]).toEqual([
        route.method,
        route.path,
        true,
      ]);
    }
  });
});

const shown: readonly CallerName[] = [
  'nobody',
  'stranger',
  'keyWithoutScope',
  'client',
  'operator',
  'service',
];

function tableOf(rows: readonly string[]): string {
  return `# Who may use which route

What the running platform answered to each kind of caller: ✓ it lets the caller in, \`401\` it asks for credentials, \`403\` it is
for others, \`scope\` the API key lacks the scope, \`named\` operators have to name the API client first. Whether a thing belongs to the caller is decided behind that: a stranger gets
404. Written by \`test/edge/access.spec.ts\`; \`npx vitest run -u test/edge/access.spec.ts\` writes it anew.

| route | scope | nobody | person | key without scope | API client | operator | other process |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

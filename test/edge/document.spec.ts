import { openApiDocument, openApiDrift, type OpenApiDocument, routesOf } from '@boardwalk/http';
import { cloneDatabase, templateDatabase, type TestDatabase } from '@boardwalk/testing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cast } from './cast.js';

let database: TestDatabase | undefined;
let cast: Cast;
let document: OpenApiDocument;
beforeAll(async () => {
  await templateDatabase('edge', (url) => Cast.migrate(url));
  database = await cloneDatabase('edge');
  cast = await Cast.start(database.url);
  document = (await cast.send({ url: '/api/v1/openapi.json' })).json();
}, 240_000);
afterAll(async () => {
  await cast.stop();
  await database?.drop();
});

const checkout = fileURLToPath(new URL('../..', import.meta.url));

describe('the OpenAPI document of the platform', () => {
  it('has every route that is served, and no other', () => {
    expect(openApiDrift(cast.app, document)).toEqual([]);
    const documented = Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length;
    expect(documented).toBe(routesOf(cast.app).length);
  });

  it('names no operation that answers as if there were no such route', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const method of Object.keys(methods)) {
        const url = path.replace(/\{(\w+)\}/g, '0198c5f0-0000-7000-8000-00000000000a');
        const answer = await cast.send({ method: method.toUpperCase() as 'GET', url });
        expect([method, path, answer.body.startsWith('{"type":"/problems/no-such-route"')]).toEqual([
          method,
          path,
          false,
        ]);
      }
    }
  });

  it('has an operation id for each operation, once', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lists routes of operators and of processes behind everything else', () => {
    const topics = document.tags.map(({ name }) => name);
    expect(topics.slice(-3)).toEqual(['server', 'operator', 'internal']);
    expect(topics.slice(0, -3)).toEqual(expect.arrayContaining(['auth', 'collectives', 'extensions']));
    expect(openApiDocument(cast.app, { title: 'x', version: '1', sessionCookie: 's' }).tags).toEqual(
      document.tags,
    );
  });
});

/** Codes of the refusals that the sources of a folder can throw. */
function codesIn(folder: string): { code: string; file: string }[] {
  return readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (file) =>
        file.endsWith('.ts') && !/(?:^|\/)(?:node_modules|dist|test)\//.test(file) && !file.endsWith('.d.ts'),
    )
    .flatMap((file) => {
      const text = readFileSync(join(checkout, folder, file), 'utf8');
      const thrown = [
        ...text.matchAll(/\breadonly code = '([\w-]+)'/g),
        ...text.matchAll(/new HttpProblem\(\s*\d+,\s*'([\w-]+)'/g),
      ];
      return thrown.map(([, code = '']) => ({ code, file: join(folder, file) }));
    });
}

/** Refusals that no request meets: commands of consumers meet them, or lines of an import, which are answered with their reasons. */
const neverAnswered = new Set([
  'collective-not-imported',
  'person-unknown',
  'publication-origin-unknown',
  'version-has-other-content',
  'unusable-address',
  // The edge refuses such names before.
  'invalid-username',
  // Whoever has a session has an account.
  'user-not-found',
]);

describe('the catalogue of problems', () => {
  it('has every code that a module or the edge can refuse with, each with a page of its own', async () => {
    const folders = [
      'modules',
      'shared/infrastructure/http',
      'shared/infrastructure/inspection',
      'shared/domain',
      'apps/platform',
    ];
    const codes = folders.flatMap(codesIn).filter(({ code }) => !neverAnswered.has(code));
    expect(codes.length).toBeGreaterThan(40);
    const { body: list } = await cast.send({ url: '/problems' });
    const missing = codes.filter(({ code }) => !list.includes(`href="/problems/${code}"`));
    expect(missing).toEqual([]);
    for (const code of new Set(codes.map((one) => one.code)))
      expect([code, (await cast.send({ url: `/problems/${code}` })).statusCode]).toEqual([code, 200]);
  });

  it('gives each code one status', () => {
    const statuses = new Map<string, Set<number>>();
    for (const methods of Object.values(document.paths)) {
      for (const { responses } of Object.values(methods)) {
        for (const [status, { description }] of Object.entries(responses)) {
          for (const [, code = ''] of description.matchAll(/^`([\w-]+)`: /gm))
            statuses.set(code, (statuses.get(code) ?? new Set()).add(Number(status)));
        }
      }
    }
    expect(
      [...statuses].filter(([, seen]) => seen.size > 1).map(([code, seen]) => [code, [...seen]]),
    ).toEqual([]);
  });
});

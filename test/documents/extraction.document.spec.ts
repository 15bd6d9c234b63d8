import { tmpdir } from 'node:os';
import { InProcessTransport } from '@boardwalk/messaging';
import { type ContextName, contextNames, createPlatform } from '@boardwalk/platform';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDocument } from './document.js';

/** What a process with this context alone describes. It is put together and never started. */
async function pathsOf(context: ContextName): Promise<string[]> {
  const app = await createPlatform({
    contexts: [context],
    roles: ['web', 'relay', 'worker'],
    databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing',
    secret: 'secret-of-a-platform-that-never-starts-0123',
    operatorToken: 'operator-of-a-platform-that-never-starts',
    publicUrl: 'http://127.0.0.1:3000',
    ...(context !== 'identity' && { identityUrl: 'http://127.0.0.1:1' }),
    home: tmpdir(),
    transport: new InProcessTransport(),
  });
  try {
    await app.init();
    const { paths } = (await app.inject({ url: '/api/v1/openapi.json' })).json<{ paths: object }>();
    return Object.keys(paths);
  } finally {
    await app.close();
  }
}

describe('the guide to extracting a context', () => {
  const shown = new Map(
    readDocument('docs/extraction.md')
      .section('Paths')
      .rows.map(([context = '', cell = '']) => [
        context,
        [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) =>
          path.startsWith('/') ? path : `/api/v1/${path}`,
        ),
      ]),
  );
  let paths: ReadonlyMap<ContextName, readonly string[]>;
  beforeAll(async () => {
    const found = new Map<ContextName, readonly string[]>();
    for (const context of contextNames) found.set(context, await pathsOf(context));
    paths = found;
  });

  it('says for each context which paths are its own', () => {
    const everywhere = (path: string) => contextNames.every((context) => paths.get(context)?.includes(path));
    const isBelow = (path: string, prefix: string) =>
      path === prefix || path.startsWith(prefix.replace(/\/?$/, '/'));
    expect([...shown.keys()].filter((context) => !contextNames.some((name) => name === context))).toEqual([]);
    for (const context of contextNames) {
      const own = (paths.get(context) ?? []).filter((path) => !everywhere(path));
      const prefixes = shown.get(context) ?? [];
      expect(
        own.filter((path) => !prefixes.some((prefix) => isBelow(path, prefix))),
        context,
      ).toEqual([]);
      expect(
        prefixes.filter((prefix) => !own.some((path) => isBelow(path, prefix))),
        context,
      ).toEqual([]);
    }
  });
});

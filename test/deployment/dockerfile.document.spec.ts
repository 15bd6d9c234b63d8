import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { configurationFrom } from '@boardwalk/platform';
import { projectRoot } from '@boardwalk/tooling/catalog/source.mjs';
import { describe, expect, it } from 'vitest';
import { projectFiles, readText } from '../documents/document.js';
import { image, instructionsOf } from './dockerfile.js';

const all = instructionsOf('Dockerfile');
/** As Docker reads the file: `**` is any folders, `*` stays inside a name, and a pattern covers what lies below. */
const ignored = readText('.dockerignore')
  .split('\n')
  .filter((line) => line !== '')
  .map((pattern) => {
    const parts = pattern.split('**/').map((part) => part.replaceAll('.', '\\.').replaceAll('*', '[^/]*'));
    return new RegExp(`^${parts.join('(?:.+/)?')}(?:/|$)`);
  });
const isIgnored = (path: string) => ignored.some((pattern) => pattern.test(path));

describe('the image', () => {
  it('is made with the versions that everybody uses, each in full', () => {
    const node = readText('.node-version').trim();
    const bases = all.filter(({ name }) => name === 'FROM').map(({ text }) => text.split(' ')[0]);
    expect(new Set(bases)).toEqual(new Set([`node:${node}-bookworm-slim`]));
    const { packageManager } = JSON.parse(readText('package.json')) as { packageManager: string };
    expect(all.find(({ text }) => text.startsWith('npm install'))?.text).toBe(
      `npm install --global ${packageManager}`,
    );
  });

  it('starts what was built, as the page about configuration says', () => {
    const files = image.command.filter((word) => word.endsWith('.js'));
    expect(files).toHaveLength(2);
    for (const file of files) {
      expect(existsSync(join(projectRoot, file.replace('dist/', '').replace(/js$/, 'ts'))), file).toBe(true);
      expect(existsSync(join(projectRoot, file)), file).toBe(true);
    }
    expect(readText('docs/configuration.md')).toContain(`\`${image.command.join(' ')}\``);
  });

  it('is set up so that the program takes it, and says what it opens', () => {
    const { port, metricsPort, host, home } = configurationFrom(image.env);
    expect(image.ports).toEqual([String(port), String(metricsPort)]);
    expect([host, home]).toEqual(['0.0.0.0', image.volume]);
  });

  it('runs as nobody in particular', () => {
    expect(image.user).toBe('node');
  });

  it.each([
    [200, 0],
    [500, 1],
  ])('is asked for its health where metrics are: %i means %i', async (status, code) => {
    const asked: (string | undefined)[] = [];
    const metrics = createServer((request, answer) => {
      asked.push(request.url);
      answer.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(metrics, 'listening');
    const { port } = metrics.address() as AddressInfo;
    const [, ...words] = image.probe;
    const probe = spawn(process.execPath, words, { env: { METRICS_PORT: String(port) } });
    expect(await once(probe, 'exit')).toEqual([code, null]);
    expect(asked).toEqual(['/metrics']);
    metrics.close();
  });
});

describe('what is sent to whoever builds the image', () => {
  it('is everything that the sources are, and the lock file', () => {
    const wanted = projectFiles.filter((file) => isIgnored(file));
    expect(wanted).toEqual([]);
  });

  it.each([
    '.git/config',
    'node_modules/.pnpm/lock.yaml',
    'modules/stats/node_modules/kysely/package.json',
    'apps/platform/dist/main.js',
    '.boardwalk/secret',
    '.env',
    '.env.production',
    'apps/platform/.env.local',
    'stats.env',
    'id.pem',
    'tls/server.key',
  ])('is not %s', (path) => {
    expect(isIgnored(path)).toBe(true);
  });
});

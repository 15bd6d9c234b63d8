import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ContractEntry, contracts as catalog, everyContract } from '../index.js';

const home = fileURLToPath(new URL('..', import.meta.url));
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
const sources = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !/^(dist|test|node_modules)\//.test(file),
);
const contracts = sources.filter((file) => file.endsWith('.integration-event.ts'));
const entries: readonly ContractEntry[] = Object.values(catalog);
const read = (file: string) => readFileSync(join(home, file), 'utf8');

describe('the contracts', () => {
  it('are as many files as classes', () => {
    expect(contracts.length).toBe(everyContract.length);
    expect(contracts.length).toBeGreaterThan(0);
  });

  it('are plain data: what an instance holds is what JSON holds [4-03]', () => {
    for (const contract of everyContract) {
      const data = { a: 'text', b: 1, c: true, d: ['x'] };
      const fact = new contract(data as never);
      expect(JSON.parse(JSON.stringify(fact)), contract.type).toEqual(data);
    }
  });
});

describe('what a fact is in order with', () => {
  const keys: Readonly<Record<string, string>> = {
    identity: 'userId',
    collectives: 'collectiveId',
    extensions: 'extensionName',
    stats: 'userId',
    discord: 'webhookId',
  };

  it('is what its context is about: the person, the collective, the extension', () => {
    const expected = entries.map(({ type, context }) => [
      type,
      type === 'identity.client-registered.v1' ? 'clientId' : keys[context],
    ]);
    expect(entries.map(({ type, key }) => [type, key])).toEqual(expected);
  });
});

describe('a fact that anyone may see', () => {
  const open = entries.filter(({ visibility }) => visibility === 'public');

  it('holds nothing personal', () => {
    expect(open.length).toBeGreaterThan(0);
    expect(open.filter(({ personal }) => personal.length > 0)).toEqual([]);
  });

  it('tells nothing of how somebody signs in, proves who they are, or was kept out', () => {
    const ofIdentity = open.filter(({ context }) => context === 'identity');
    expect(ofIdentity.map(({ type }) => type)).toEqual(['identity.username-changed.v1']);
  });
});

describe('the package', () => {
  it('depends on nothing, and reaches for nothing outside itself [4-14]', () => {
    const { dependencies, peerDependencies } = JSON.parse(read('package.json')) as Record<string, unknown>;
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
    for (const file of sources)
      for (const [, from] of read(file).matchAll(/from '([^']+)'/g)) expect(from, file).toMatch(/^\.\.?\//);
  });

  it('stays small: apart from the contracts, its own text is under 250 lines [4-14]', () => {
    const own = sources.filter((file) => !contracts.includes(file) && !file.startsWith('generated/'));
    expect(own.reduce((lines, file) => lines + read(file).split('\n').length, 0)).toBeLessThan(250);
  });

  it('builds and runs alone, away from the workspace and without any installed package [4-04]', () => {
    const alone = mkdtempSync(join(tmpdir(), 'boardwalk-contracts-'));
    try {
      const copy = join(alone, 'integration-events');
      cpSync(home, copy, { recursive: true, filter: (path) => !/(dist|test|node_modules)$/.test(path) });
      cpSync(join(home, '../tooling/tsconfig.base.json'), join(alone, 'tooling/tsconfig.base.json'));
      execFileSync(process.execPath, [compiler, '-b', copy], { stdio: 'pipe' });
      const script =
        "import('./dist/index.js').then(({ everyContract }) => console.log(everyContract.length))";
      const printed = execFileSync(process.execPath, ['--eval', script], { cwd: copy, encoding: 'utf8' });
      expect(Number(printed)).toBe(everyContract.length);
    } finally {
      rmSync(alone, { recursive: true });
    }
  });
});

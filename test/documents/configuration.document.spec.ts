import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '@boardwalk/tooling/catalog/source.mjs';
import { describe, expect, it } from 'vitest';
import { projectFiles, readDocument, readText } from './document.js';

const page = readDocument('docs/configuration.md');
const plain = (cell = '') => cell.replaceAll('`', '');
const namesIn = (rows: readonly (readonly string[])[]) => rows.map(([name]) => plain(name));

/** What the machine says to every program. */
const ofTheSystem = new Set(['PATH', 'HOME']);

/** Variables that the sources read, in the forms in which they do. */
function readBySources(): string[] {
  const forms = [
    /\benv\.([A-Z][A-Z_]+)\b/g,
    /\benv\['([A-Z][A-Z_]+)'\]/g,
    /valueOf\(env, '([A-Z][A-Z_]+)'\)/g,
    /^ {2}([A-Z][A-Z_]+): (?:settings\.|discordApiUrl|identityUrl|otlpEndpoint|publicUrl)/gm,
  ];
  const names = projectFiles
    .filter((file) => /^(apps|modules|shared)\/.*\.(ts|mjs)$/.test(file))
    .filter((file) => !/\/(test|check-entries)\//.test(file) && !file.endsWith('check-entries.mjs'))
    .flatMap((file) => {
      const text = readText(file);
      return forms.flatMap((form) => [...text.matchAll(form)].map(([, name = '']) => name));
    });
  return [...new Set(names)].filter((name) => !ofTheSystem.has(name)).sort();
}

/** Starts the program as it was built, with these settings and no others; resolves when it ends. */
async function started(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const built = (file: string) => join(projectRoot, 'apps/platform/dist', file);
  if (!existsSync(built('main.js')))
    throw new Error('The platform is not built. Build it first: npm run build');
  const words = ['--import', built('telemetry/register.js'), built('main.js')];
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

describe('the page about configuration', () => {
  it('lists every variable that is read, and no other', () => {
    expect([...namesIn(page.rows)].sort()).toEqual(readBySources());
  });

  it('gives the defaults that the program has', () => {
    const settings = readText('apps/platform/configuration/settings.ts');
    const defaults = settings.split('export const ').flatMap((declared) => {
      const value = /\.default\('?([\w.-]+)'?\)/.exec(declared)?.[1];
      return value === undefined ? [] : [{ name: /^\w+/.exec(declared)?.[0] ?? '', value }];
    });
    const shown = new Map(page.rows.map(([name, value]) => [plain(name), plain(value)]));
    expect(defaults.length).toBeGreaterThan(3);
    for (const { name, value } of defaults) {
      const variable = name.replaceAll(/[A-Z]/g, '_$&').toUpperCase();
      expect(shown.get(variable), variable).toBe(value);
    }
  });

  it('names values that are refused, each by its variable, before anything is made', async () => {
    const rows = page.section('The platform').rows.filter(([, , , bad]) => bad !== undefined && bad !== '');
    expect(rows.length).toBeGreaterThan(10);
    const home = join(tmpdir(), `boardwalk-refused-${process.pid}`);
    const wrong = Object.fromEntries(rows.map(([name, , , bad]) => [plain(name), plain(bad)]));
    const { code, said } = await started({ ...wrong, BOARDWALK_HOME: home });
    expect(code).toBe(1);
    const named = said.split('\n').map((line) => /^ {2}([A-Z_]+) /.exec(line)?.[1]);
    expect(named.filter((name) => name !== undefined).sort()).toEqual(namesIn(rows).toSorted());
    expect(existsSync(home)).toBe(false);
  });
});

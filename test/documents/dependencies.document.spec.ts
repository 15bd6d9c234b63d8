import { describe, expect, it } from 'vitest';
import { projectFiles, readDocument, readText } from './document.js';

const workspace = readText('pnpm-workspace.yaml');

/** Names and versions below a key of the workspace's settings. */
function versionsBelow(key: string): Map<string, string> {
  const block = new RegExp(`^${key}:\\n((?: {2}.*\\n)+)`, 'm').exec(workspace)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/^ {2}'?([^':\n]+)'?: (.+)$/gm)].map(([, name = '', version = '']) => [name, version]),
  );
}

const catalog = versionsBelow('catalog');

describe('the page about dependencies', () => {
  const rows = readDocument('docs/dependencies.md').rows;

  it('has a reason for every package of the catalog, and for no other', () => {
    expect(catalog.size).toBeGreaterThan(20);
    expect(rows.map(([name = '']) => name.replaceAll('`', '')).sort()).toEqual([...catalog.keys()].sort());
    expect(rows.filter(([, reason = '']) => !reason.includes(' '))).toEqual([]);
  });

  it('is about packages that something here uses', () => {
    const used = new Set(
      projectFiles
        .filter((file) => file === 'package.json' || file.endsWith('/package.json'))
        .flatMap((file) =>
          [...readText(file).matchAll(/"([^"]+)": "catalog:"/g)].map(([, name = '']) => name),
        ),
    );
    expect([...catalog.keys()].filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('the rulings', () => {
  const page = readText('docs/adr/rulings.md');

  it('name the versions that are in use', () => {
    const overrides = versionsBelow('overrides');
    expect(overrides.size).toBeGreaterThan(0);
    for (const [name, version] of overrides) expect(page).toContain(`\`${name}\` ${version}`);
    expect(page).toContain(`\`better-auth\` ${catalog.get('better-auth')}`);
    for (const peer of ['graphile-worker', 'pg-boss'])
      expect(page).toContain(`${peer} ${catalog.get(peer)?.split('.').slice(0, 2).join('.')}`);
  });
});

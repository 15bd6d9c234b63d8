import type { Plan } from './plan.js';
import { pascal } from './names.js';
import { addElement, addImport } from './text-edits.js';

const dependencies = ['domain', 'http', 'integration-events', 'observability', 'persistence'] as const;
const folders: Readonly<Record<(typeof dependencies)[number], string>> = {
  domain: 'shared/domain',
  http: 'shared/infrastructure/http',
  'integration-events': 'shared/integration-events',
  observability: 'shared/infrastructure/observability',
  persistence: 'shared/infrastructure/persistence',
};

/** What the README of a new context says of itself. */
export interface Description {
  /** A line for people: `a record of each extension published`. */
  readonly does: string;
  readonly commands: readonly { readonly name: string; readonly does: string }[];
  readonly tables: readonly { readonly name: string; readonly holds: string }[];
}

export function isContext(plan: Plan, name: string): boolean {
  return plan.has(`modules/${name}/${name}.module.ts`);
}

/** The package of a context, and its place in the platform. It still lacks tables of its own. */
export function planContext(plan: Plan, name: string, description: Description): void {
  const folder = `modules/${name}`;
  plan.create(`${folder}/package.json`, json(packageOf(name)));
  plan.create(`${folder}/tsconfig.json`, json(tsconfig));
  plan.create(`${folder}/README.md`, readmeOf(name, description));
  plan.create(`${folder}/index.ts`, `export { ${pascal(name)}Module } from './${name}.module.js';\n`);
  plan.create(`${folder}/${name}.module.ts`, moduleOf(name));
  plan.create(`${folder}/test/tsconfig.json`, json(testTsconfig));
  placeInPlatform(plan, name, description.does);
}

function placeInPlatform(plan: Plan, name: string, does: string): void {
  const key = name.includes('-') ? `'${name}'` : name;
  plan.change('apps/platform/contexts.ts', (text) => {
    const entry = `${key}: { does: '${does.replaceAll("'", "\\'")}', module: () => ${pascal(name)}Module }`;
    return addImport(
      addElement(text, /\bconst contexts = \{/, entry),
      `${pascal(name)}Module`,
      `@boardwalk/${name}`,
    );
  });
  plan.change('apps/platform/package.json', (text) => withDependency(text, `@boardwalk/${name}`));
  plan.change('apps/platform/tsconfig.json', (text) => withReference(text, `../../modules/${name}`));
  plan.change('tsconfig.json', (text) => withReference(text, `modules/${name}`));
}

/** A context that nobody consumes for yet: its first table will be the second migration. */
export function planFirstTest(plan: Plan, name: string): void {
  const folder = `modules/${name}`;
  plan.create(
    `${folder}/migrations/0001_${name.replaceAll('-', '_')}.sql`,
    `-- The schema of ${name} is made by the platform; tables follow in files of their own.\n`,
  );
  plan.create(`${folder}/test/${name}.module.spec.ts`, firstTestOf(name));
}

function packageOf(name: string): object {
  return {
    name: `@boardwalk/${name}`,
    version: '0.1.0',
    private: true,
    license: 'MIT',
    type: 'module',
    exports: {
      '.': { '@boardwalk/source': './index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
    },
    scripts: {
      build: 'tsc -b',
      typecheck: 'tsc -b && tsc -p test',
      lint: 'oxlint --type-aware .',
      test: `vitest run --root ../.. --dir modules/${name} --passWithNoTests`,
    },
    dependencies: {
      ...Object.fromEntries(dependencies.map((short) => [`@boardwalk/${short}`, 'workspace:*'])),
      '@nestjs/common': 'catalog:',
      '@nestjs/cqrs': 'catalog:',
      zod: 'catalog:',
    },
    devDependencies: { '@boardwalk/testing': 'workspace:*', 'reflect-metadata': 'catalog:' },
  };
}

const tsconfig = {
  extends: '../../shared/tooling/tsconfig.base.json',
  compilerOptions: { rootDir: '.', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
  include: ['**/*.ts'],
  exclude: ['dist', 'test', 'node_modules'],
  references: dependencies.map((short) => ({ path: `../../${folders[short]}` })),
};

const testTsconfig = {
  extends: '../../../shared/tooling/tsconfig.test.json',
  include: ['./**/*.ts'],
  exclude: ['fixtures'],
};

function moduleOf(name: string): string {
  return `import { PersistenceModule } from '@boardwalk/persistence';
import { Module } from '@nestjs/common';

@Module({
  imports: [PersistenceModule.forContext('${name}', import.meta.url)],
  providers: [],
})
export class ${pascal(name)}Module {}
`;
}

function readmeOf(name: string, { does, commands, tables }: Description): string {
  const sentence = does.charAt(0).toUpperCase() + does.slice(1);
  const section = (title: string, head: string, rows: readonly string[]) =>
    rows.length === 0 ? [] : [`## ${title}`, '', head, '|---|---|', ...rows, ''];
  return [
    `# ${name}`,
    '',
    `${sentence.replace(/\.$/, '')}.`,
    '',
    ...section(
      'Commands',
      '| command | effect |',
      commands.map((one) => `| \`${one.name}\` | ${one.does} |`),
    ),
    '## Facts',
    '',
    '<!-- generated:canvas -->',
    '<!-- /generated -->',
    '',
    ...section(
      `Tables (schema \`${name}\`)`,
      '| table | holds |',
      tables.map((one) => `| \`${one.name}\` | ${one.holds} |`),
    ),
  ]
    .join('\n')
    .replace(/\n*$/, '\n');
}

function firstTestOf(name: string): string {
  return `import { World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ${pascal(name)}Module } from '../${name}.module.js';

let world: World;
beforeEach(async () => {
  world = await World.start({ name: '${name}', modules: [${pascal(name)}Module] });
});
afterEach(() => world.stop());

describe('${name}', () => {
  it('has a schema of its own', async () => {
    const applied = await world.rows('SELECT name FROM "${name}".migrations ORDER BY name');
    expect(applied[0]).toEqual({ name: '0001_${name.replaceAll('-', '_')}.sql' });
  });
});
`;
}

interface TsConfig {
  references?: { path: string }[];
}

function withReference(text: string, path: string): string {
  const config = JSON.parse(text) as TsConfig;
  const references = config.references ?? [];
  if (!references.some((reference) => reference.path === path)) references.push({ path });
  return json({ ...config, references });
}

function withDependency(text: string, name: string): string {
  const manifest = JSON.parse(text) as { dependencies?: Record<string, string> };
  const all = Object.entries({ ...manifest.dependencies, [name]: 'workspace:*' });
  const sorted = all.sort(([one], [other]) => (one < other ? -1 : 1));
  return json({ ...manifest, dependencies: Object.fromEntries(sorted) });
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

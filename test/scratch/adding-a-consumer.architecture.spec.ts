import { testDatabase } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printed } from '../architecture/boundaries.js';
import { projectAt } from '../architecture/reading/project.js';
import { boundaries } from '../architecture/rules.js';
import type { Outcome } from './publish-one.js';
import { lacking, type Ran, ScratchCopy } from './scratch-copy.js';

const context = 'audit';

/** What composing a context takes: besides its own folder, and besides what is drawn. */
const composition = [
  'apps/platform/contexts.ts',
  'apps/platform/package.json',
  'apps/platform/tsconfig.json',
  'pnpm-lock.yaml',
  'tsconfig.json',
];
const drawn = /^(shared\/integration-events\/generated|docs\/generated)\//;
const canvas = /^modules\/[\w-]+\/README\.md$/;

let copy: ScratchCopy;
let added: Ran;
const calm = (ran: Ran) => expect(ran, ran.said).toMatchObject({ code: 0 });
const tool = (path: string, ...words: readonly string[]): Promise<Ran> =>
  copy.node(`node_modules/${path}`, ...words);

describe.skipIf(lacking !== '')(`a consumer of extension-published in a new context${lacking}`, () => {
  beforeAll(async () => {
    copy = new ScratchCopy({ build: true });
    added = await copy.node(
      'apps/cli/bin/boardwalk.js',
      'new',
      'consumer',
      'extensions.extension-published',
      '--context',
      context,
    );
  }, 120_000);
  afterAll(() => copy[Symbol.dispose]());

  it('is written by one command', () => {
    calm(added);
    expect(copy.read(`modules/${context}/presentation/consumers/extension-published.consumer.ts`)).toContain(
      '@EventsHandler(ExtensionPublishedIntegrationEvent)',
    );
  });

  it('touches its own folder and the composition, and otherwise only what is drawn [0-20]', () => {
    const others = copy
      .changes()
      .filter((file) => !file.startsWith(`modules/${context}/`) && !drawn.test(file));
    expect(others.filter((file) => !canvas.test(file)).sort()).toEqual(composition);
  });

  it('changes nothing of any producer but the tables that are drawn into its canvas [0-20]', () => {
    const producers = ['identity', 'collectives', 'extensions', 'stats'].map((name) => `modules/${name}`);
    expect(copy.git('diff', '--stat', '--', ...producers, ':!modules/*/README.md')).toBe('');
    expect(copy.changes(...producers)).toEqual(['modules/extensions/README.md']);
    const before = copy.git('show', 'HEAD:modules/extensions/README.md');
    expect(byHand(copy.read('modules/extensions/README.md'))).toBe(byHand(before));
    expect(copy.read('modules/extensions/README.md')).toContain(`${context}.extension-published`);
  });

  it('leaves nothing to be drawn, and keeps the rules of the catalog', async () => {
    calm(await copy.node('shared/tooling/generate.mjs', '--check'));
  });

  it('is built, with the platform that now runs it', async () => {
    calm(await tool('typescript/bin/tsc', '-b'));
  }, 120_000);

  it('is in good order: types of its tests, lint, format, and every boundary', async () => {
    calm(await tool('typescript/bin/tsc', '-p', `modules/${context}/test`));
    calm(await tool('oxlint/bin/oxlint', '--type-aware', `modules/${context}`, 'apps/platform'));
    calm(await tool('@biomejs/biome/bin/biome', 'format', `modules/${context}`, 'apps/platform'));
    const { violations } = boundaries.verify(projectAt(copy.root));
    expect(
      violations.filter(({ file }) => /^(modules\/audit|apps\/platform)\//.test(file)).map(printed),
    ).toEqual([]);
  }, 120_000);

  it('passes the test that was written with it', async () => {
    calm(await tool('vitest/vitest.mjs', 'run', '--root', copy.root, '--dir', `modules/${context}`));
  }, 120_000);

  it('is given the fact by the platform, when an extension is published [0-20]', async () => {
    const database = await testDatabase('scratch');
    try {
      const ran = await copy.node('test/scratch/publish-one.ts', database.url, context);
      calm(ran);
      const outcome = JSON.parse(ran.said.trim().split('\n').at(-1) ?? '') as Outcome;
      expect(outcome.statuses.join()).toMatch(/publications 200 .*"status":"done"/);
      expect(outcome.subscriptions).toEqual([{ name: `${context}.extension-published`, lag: 0, dead: 0 }]);
      const { migrations, ...kept } = outcome.rows;
      expect(migrations).toHaveLength(1);
      expect(Object.values(kept).flat()).toEqual([expect.stringContaining('@tide-pool/gulls')]);
    } finally {
      await database.drop();
    }
  }, 120_000);
});

/** A page without what is drawn into it. */
const byHand = (page: string): string =>
  page.replaceAll(/<!-- generated:[\s\S]*?<!-- \/generated -->/g, '<!-- drawn -->');

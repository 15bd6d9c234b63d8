import { CollectivesModule } from '@boardwalk/collectives';
import { CollectiveCreatedIntegrationEvent } from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacking, ScratchCopy } from '../scratch/scratch-copy.js';
import { blocksRunBy } from './commands.js';
import { readDocument, readText } from './document.js';
import { typed } from './terminal.js';

const guide = readDocument('docs/adding-an-event.md');
const secret = 'a secret of the guide, long enough to be one';

describe('the guide to adding an event', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ name: 'guide', modules: [CollectivesModule.forRoot({ secret })] });
  });
  afterAll(() => world.stop());

  it('has six steps', () => {
    const steps = [...guide.text.matchAll(/^## (\d)\. /gm)].map(([, step]) => Number(step));
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('shows a test that sees the row and the fact, and it passes [1-21]', async () => {
    const body = { slug: 'tide-pool', name: 'Tide Pool' };
    const answer = await world.request('POST', '/api/v1/collectives', { as: 'user:u-ada:ada', body });
    expect(answer.status).toBe(201);
    expect(await world.rows('SELECT slug, name FROM collectives.collectives')).toEqual([body]);
    expect(await world.facts(CollectiveCreatedIntegrationEvent)).toMatchObject([body]);

    const shown = guide.blocks.find(({ language }) => language === 'ts')?.code ?? 'nothing';
    expect(readText('test/documents/guide.document.spec.ts')).toContain(shown.replaceAll(/^(?=.)/gm, '    '));
  });
});

describe.skipIf(lacking !== '')(`the lines that write an event and its consumer${lacking}`, () => {
  let copy: ScratchCopy;
  beforeAll(() => {
    copy = new ScratchCopy({ build: true });
  }, 120_000);
  afterAll(() => copy[Symbol.dispose]());

  it('are the same in the README and in the guide, can be copied, and leave nothing to be drawn', async () => {
    const lines = blocksRunBy('generator', guide.file).map(({ code }) => code);
    expect(blocksRunBy('generator', 'README.md').map(({ code }) => code)).toEqual(lines.slice(0, 1));
    expect(lines.join('\n')).toContain('new event');
    const { code, out, err } = await typed(['set -e', ...lines].join('\n'), copy.root);
    expect(code, `${out}${err}`).toBe(0);
    expect(copy.changes()).toContain(
      'modules/directory/presentation/consumers/collective-featured.consumer.ts',
    );
    const drawn = await copy.node('shared/tooling/generate.mjs', '--check');
    expect(drawn.code, drawn.said).toBe(0);
  }, 120_000);

  it('make what compiles, and tests that pass [3-33]', async () => {
    const built = await copy.node('node_modules/typescript/bin/tsc', '-b');
    expect(built.code, built.said).toBe(0);
    const written = copy.changes().filter((file) => file.endsWith('.spec.ts'));
    expect(written.length).toBeGreaterThan(2);
    const ran = await copy.node('node_modules/vitest/vitest.mjs', 'run', '--root', copy.root, ...written);
    expect(ran.code, ran.said).toBe(0);
  }, 180_000);
});

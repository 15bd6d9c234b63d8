import { CollectivesModule } from '@boardwalk/collectives';
import { CollectiveCreatedIntegrationEvent } from '@boardwalk/integration-events';
import { World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocument, readText } from './document.js';

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

import { DiscordModule } from '@boardwalk/discord';
import { ExtensionPublishedIntegrationEvent, type Fields } from '@boardwalk/integration-events';
import { TelemetryModule } from '@boardwalk/telemetry';
import { operatorToken, World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocument } from './document.js';

const page = readDocument('docs/telemetry.md');
const secret = 'a secret of the page, long enough to be one';

/** What the page shows between the fences that begin so. */
const shown = (fence: string): string =>
  new RegExp(`^\`\`\`${fence}\n([\\s\\S]*?)\n\`\`\`$`, 'm').exec(page.text)?.[1] ?? '';

describe('the page about old producers', () => {
  let world: World;
  beforeAll(async () => {
    const modules = [TelemetryModule.forRoot(), DiscordModule.forRoot({ secret })];
    world = await World.start({ name: 'old producers', modules });
  });
  afterAll(() => world.stop());

  it('shows what the telemetry service and the Discord poster make of a fact, both as ever [0-22]', async () => {
    const fields = JSON.parse(shown('json fact')) as Fields<ExtensionPublishedIntegrationEvent>;
    await world.publish(new ExtensionPublishedIntegrationEvent(fields));
    await world.drain();
    const [record] = await world.rows<{ name: string; properties: string }>(
      'SELECT name, properties FROM telemetry.telemetry_events',
    );
    expect(`{"name":"${record?.name}","properties":${record?.properties}}`).toBe(shown('json record'));
    expect(await world.rows('SELECT content FROM discord.captured_posts')).toEqual([
      { content: shown('text message') },
    ]);
  });

  it('names routes that there are', async () => {
    for (const path of ['modes', 'parity', 'forwarding'])
      expect(page.text).toContain(`/api/v1/operator/telemetry/${path}`);
    for (const path of ['modes', 'parity', 'forwarding', 'mode-changes']) {
      const answer = await world.request('GET', `/api/v1/operator/telemetry/${path}`, { as: operatorToken });
      expect(answer.status, path).toBe(200);
    }
  });
});

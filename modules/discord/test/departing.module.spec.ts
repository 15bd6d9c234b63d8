import { DiscordStandIn, overlapping, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ForgetPerson } from '../application/forget-person.js';
import { RegisterWebhook } from '../application/register-webhook.js';
import { DiscordModule } from '../discord.module.js';
import { secret } from './facts.js';

let world: World;
let discord: DiscordStandIn;
beforeEach(async () => {
  discord = await DiscordStandIn.start({ clock: { now: () => world.clock.now() } });
  world = await World.start({
    name: 'discord',
    modules: [
      DiscordModule.forRoot({ secret, webhookUrl: DiscordStandIn.webhookUrl, apiUrl: discord.apiUrl }),
    ],
  });
});
afterEach(async () => {
  await world.stop();
  await discord.stop();
});

describe('somebody whose account is being deleted', () => {
  const registering = () => new RegisterWebhook('u-ada', discord.addWebhook('1098765432109870001'));
  const webhooks = () => world.rows('SELECT FROM discord.registered_webhooks');

  it('leaves no webhook that they are just registering', async () => {
    const [registered, forgotten] = await overlapping(world, registering(), new ForgetPerson('u-ada'));
    expect([registered.status, forgotten.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(await webhooks()).toEqual([]);
  });

  it('registers none once that is under way', async () => {
    const [, registered] = await overlapping(world, new ForgetPerson('u-ada'), registering());
    expect(registered).toMatchObject({ status: 'rejected', reason: { code: 'account-deleted' } });
    expect(await webhooks()).toEqual([]);
  });
});

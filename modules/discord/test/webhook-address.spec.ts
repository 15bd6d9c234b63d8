import { describe, expect, it } from 'vitest';
import { WebhookAddress } from '../domain/webhook-address.js';

const id = '1098765432109876543';
const token = 'ThisIsASecret_0123456789-abcdefghijklmnop';
const webhook = `https://discord.com/api/webhooks/${id}/${token}`;

describe('the address of a webhook', () => {
  it.each([webhook, webhook.replace('/api/', '/api/v9/')])('is its id and its token: %s', (url) => {
    expect(WebhookAddress.parse(url)).toMatchObject({ discordId: id, token });
  });

  it('shows itself without the token', () => {
    const address = WebhookAddress.parse(webhook);
    expect(address.masked).toBe(`https://discord.com/api/webhooks/${id}/…`);
    expect(JSON.stringify({ address })).not.toContain(token);
  });

  it.each([
    ['another host', webhook.replace('discord.com', 'discord.com.evil.example')],
    ['a host of the same owner', webhook.replace('discord.com', 'canary.discord.com')],
    ['an address of this machine', webhook.replace('discord.com', '127.0.0.1')],
    ['no TLS', webhook.replace('https:', 'http:')],
    ['another port', webhook.replace('discord.com', 'discord.com:8443')],
    ['a user', webhook.replace('discord.com', 'evil.example@discord.com')],
    ['a password', webhook.replace('discord.com', 'a:b@discord.com')],
    ['a query', `${webhook}?thread_id=1`],
    ['a fragment', `${webhook}#x`],
    ['more path', `${webhook}/github`],
    ['another path', `https://discord.com/api/users/@me/webhooks/${id}/${token}`],
    ['a way out of the path', `https://discord.com/api/webhooks/${id}/..%2f..%2f${token}`],
    ['an id of letters', webhook.replace(id, 'abc')],
    ['no token', `https://discord.com/api/webhooks/${id}`],
    ['nothing', ''],
  ])('with %s is refused, and the refusal does not repeat it', (_what, url) => {
    expect(() => WebhookAddress.parse(url)).toThrow(/^The address of the Discord webhook cannot be used/);
    try {
      WebhookAddress.parse(url);
    } catch (error) {
      expect(String(error)).not.toContain(token);
    }
  });
});

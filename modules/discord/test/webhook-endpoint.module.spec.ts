import { describe, expect, it } from 'vitest';
import { WebhookAddress } from '../domain/webhook-address.js';
import { ApiRoot } from '../infrastructure/api-root.js';
import { TokenSeal } from '../infrastructure/token-seal.js';
import { fingerprintOf, WebhookEndpoint } from '../infrastructure/webhook-endpoint.js';

const id = '1098765432109876543';
const token = 'ThisIsASecret_0123456789-abcdefghijklmnop';
const address = WebhookAddress.parse(`https://discord.com/api/v9/webhooks/${id}/${token}`);

describe('where a webhook is called', () => {
  it('is made anew of id and token', () => {
    const endpoint = new WebhookEndpoint(address, ApiRoot.at());
    expect(endpoint.posting).toBe(`https://discord.com/api/v10/webhooks/${id}/${token}?wait=true`);
    expect(endpoint.message('42')).toBe(`https://discord.com/api/v10/webhooks/${id}/${token}/messages/42`);
    expect(endpoint.message('../../x')).not.toContain('/../');
  });

  it('is a stand-in when one is configured', () => {
    const api = ApiRoot.at('http://127.0.0.1:4711/api/');
    expect(new WebhookEndpoint(address, api).posting).toBe(
      `http://127.0.0.1:4711/api/webhooks/${id}/${token}?wait=true`,
    );
    expect(api.host).toBe('127.0.0.1');
  });

  it.each(['discord', 'file:///etc', 'http://a:b@localhost', 'http://localhost/api?x=1'])(
    'is not below %s',
    (apiUrl) => expect(() => ApiRoot.at(apiUrl)).toThrow(/no address of an API/),
  );

  it('is recognised by a fingerprint that tells nothing', () => {
    const fingerprint = fingerprintOf(id, token);
    expect(fingerprint).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(fingerprintOf(id, token)).toBe(fingerprint);
    expect(fingerprintOf(id, `${token}x`)).not.toBe(fingerprint);
  });
});

describe('a sealed token', () => {
  const seal = new TokenSeal('a secret of the program 0123456789');

  it('opens with the same secret, for the same webhook, and shows nothing', () => {
    const sealed = seal.seal(token, 'w-1');
    expect(sealed).not.toContain(token);
    expect(seal.seal(token, 'w-1')).not.toBe(sealed);
    expect(seal.open(sealed, 'w-1')).toBe(token);
    expect(seal.open(sealed, 'w-2')).toBeNull();
    expect(seal.open('x', 'w-1')).toBeNull();
    expect(new TokenSeal('another secret 0123456789012345678').open(sealed, 'w-1')).toBeNull();
  });
});

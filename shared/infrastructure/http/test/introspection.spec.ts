import { Clock } from '@boardwalk/domain';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RemoteAuthenticator } from '../authentication/introspection/remote-authenticator.js';
import { HttpProblem } from '../problems/problem.js';

const url = 'http://127.0.0.1:3000';
const token = 'a-service-token-of-256-random-bits-or-so';
const ada = { kind: 'user', userId: 'u1', username: 'ada', scopes: ['*'] };

class HandMovedClock extends Clock {
  private time = Date.parse('2026-06-01T12:00:00.000Z');

  now(): Date {
    return new Date(this.time);
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}

let clock: HandMovedClock;
let authenticator: RemoteAuthenticator;
const fetched = vi.fn<typeof fetch>();
const answers = (body: unknown, status = 200) =>
  fetched.mockImplementation(async () => new Response(JSON.stringify(body), { status }));

beforeEach(() => {
  clock = new HandMovedClock();
  authenticator = new RemoteAuthenticator(url, token, clock);
  vi.stubGlobal('fetch', fetched);
});
afterEach(() => {
  fetched.mockReset();
  vi.unstubAllGlobals();
});

describe('whoever cannot know who asks', () => {
  it('asks the process that does, as one of the platform', async () => {
    answers({ principal: ada });
    const principal = await authenticator.authenticate({ bearer: 'key' });
    expect([principal?.userId, principal?.username, principal?.may('anything')]).toEqual(['u1', 'ada', true]);
    const [address, request] = fetched.mock.calls[0] ?? [];
    expect(address).toBe(`${url}/internal/introspection`);
    expect(request).toMatchObject({
      method: 'POST',
      body: '{"bearer":"key"}',
      headers: { authorization: `Bearer ${token}` },
    });
  });

  it('knows clients and their scopes, and those whom nobody knows', async () => {
    answers({ principal: { kind: 'client', clientId: 'c1', scopes: ['extensions:write'] } });
    const client = await authenticator.authenticate({ bearer: 'of a client' });
    expect([client?.clientId, client?.may('extensions:write'), client?.may('other')]).toEqual([
      'c1',
      true,
      false,
    ]);
    const acting = { collectiveId: 'co1', slug: 'tide-pool', userId: 'u1', username: 'ada' };
    answers({ principal: { kind: 'collective', ...acting, scopes: ['extensions:write'] } });
    const collective = await authenticator.authenticate({ bearer: 'of a collective' });
    expect([collective?.collective, collective?.isUser(), collective?.may('other')]).toEqual([
      acting,
      false,
      false,
    ]);
    answers({ principal: null });
    expect(await authenticator.authenticate({ cookie: 'a=b' })).toBeNull();
  });

  it('believes an answer for a second, and asks once for all who ask at the same time', async () => {
    answers({ principal: ada });
    await Promise.all([
      authenticator.authenticate({ bearer: 'k' }),
      authenticator.authenticate({ bearer: 'k' }),
    ]);
    expect(fetched).toHaveBeenCalledTimes(1);
    answers({ principal: null });
    clock.advance(999);
    expect((await authenticator.authenticate({ bearer: 'k' }))?.userId).toBe('u1');
    clock.advance(1);
    expect(await authenticator.authenticate({ bearer: 'k' })).toBeNull();
  });

  it.each<[string, () => void]>([
    ['does not answer', () => fetched.mockRejectedValue(new TypeError('fetch failed'))],
    ['fails', () => answers({}, 500)],
    ['answers something else', () => answers({ principal: { kind: 'god' } })],
  ])(
    'refuses nobody when it %s: it says that it cannot know, and asks again the next time',
    async (_, fails) => {
      fails();
      const refusal = await authenticator.authenticate({ bearer: 'k' }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(HttpProblem);
      expect(refusal).toMatchObject({
        status: 503,
        code: 'identity-unreachable',
        extras: { headers: { 'retry-after': '2' } },
      });
      answers({ principal: ada });
      expect((await authenticator.authenticate({ bearer: 'k' }))?.userId).toBe('u1');
    },
  );
});

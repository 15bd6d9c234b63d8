import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotificationsModule } from '../notifications.module.js';

const secret = 'secret-of-this-test-0123456789abcdef';

let world: World;
beforeAll(async () => {
  const modules = [NotificationsModule.forRoot({ publicUrl: 'http://localhost:3000', secret })];
  world = await World.start({ name: 'notifications', modules });
});
afterAll(() => world.stop());

const invite = '0198c1b0-0000-7000-8000-00000000000a';
const pages = [
  ['/verify-email?token=t%22%3E%3Cb%3E', 'api/v1/email-verifications'],
  ['/reset-password?token=t%22%3E%3Cb%3E', 'api/v1/password-resets/redeem'],
  ['/unsubscribe?token=t%22%3E%3Cb%3E', 'api/v1/unsubscriptions'],
  [`/accept-invite?invite=${invite}&token=t%22%3E%3Cb%3E`, `api/v1/invites/${invite}/accept`],
] as const;

const scriptOf = (page: string) => /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? '';
const attributeOf = (page: string, name: string) =>
  new RegExp(`data-${name}="([^"]*)"`)
    .exec(page)?.[1]
    ?.replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<') ?? '';

describe.each(pages)('the page behind %s', (url, call) => {
  it('offers one call with the token of the link, and makes none by itself', async () => {
    const { status, headers, text } = await world.request('GET', url);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(attributeOf(text, 'call')).toBe(call);
    expect(JSON.parse(attributeOf(text, 'body'))).toEqual({ token: 't"><b>' });
    expect(text).not.toContain('<b>');
  });

  it('runs its own script and nothing else, and is remembered nowhere', async () => {
    const { headers, text } = await world.request('GET', url);
    const hash = createHash('sha256').update(scriptOf(text)).digest('base64');
    expect(headers['content-security-policy']).toContain(`script-src 'sha256-${hash}'`);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });
});

describe('the button of such a page', () => {
  async function press(
    answer: { ok: boolean; detail?: string } | 'no answer',
    url = '/verify-email?token=t',
    typed?: string,
  ) {
    const { text } = await world.request('GET', url);
    const [, name] = /<input[^>]* name="([^"]*)"/.exec(text) ?? [];
    const calls: unknown[] = [];
    let pressed: () => Promise<void> = async () => undefined;
    const button = {
      disabled: false,
      dataset: {
        call: attributeOf(text, 'call'),
        body: attributeOf(text, 'body'),
        done: attributeOf(text, 'done'),
      },
      addEventListener: (_event: string, listener: () => Promise<void>) => (pressed = listener),
    };
    const output = { textContent: '' };
    const elements: Record<string, object | undefined> = {
      button,
      output,
      input: name === undefined ? undefined : { name, value: typed },
    };
    runInNewContext(scriptOf(text), {
      document: { querySelector: (element: string) => elements[element] ?? null },
      fetch: async (...call: unknown[]) => {
        calls.push(call);
        if (answer === 'no answer') throw new TypeError('failed to fetch');
        return { ok: answer.ok, json: async () => ({ detail: answer.detail }) };
      },
    });
    expect(calls).toEqual([]);
    await pressed();
    return { calls, said: output.textContent, again: !button.disabled };
  }

  it('spends the token and says so', async () => {
    const { calls, said, again } = await press({ ok: true });
    expect(calls).toEqual([
      [
        'api/v1/email-verifications',
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"token":"t"}' },
      ],
    ]);
    expect(said).toContain('confirmed');
    expect(again).toBe(false);
  });

  it('sends what was typed along with the token', async () => {
    const { calls, said } = await press({ ok: true }, '/reset-password?token=t', 'a new "password"');
    expect(calls).toEqual([
      [
        'api/v1/password-resets/redeem',
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token: 't', password: 'a new "password"' }),
        },
      ],
    ]);
    expect(said).toContain('Your password is changed');
  });

  it('says why it was refused', async () => {
    expect(await press({ ok: false, detail: 'The link was used before.' })).toMatchObject({
      said: 'The link was used before.',
      again: true,
    });
  });

  it('says that there was no answer', async () => {
    const { said, again } = await press('no answer');
    expect(said).toContain('no answer');
    expect(again).toBe(true);
  });
});

describe('a link that is incomplete', () => {
  it.each([
    '/verify-email',
    '/verify-email?token=',
    '/reset-password',
    '/unsubscribe',
    '/accept-invite?token=t',
    '/accept-invite?invite=x&token=t',
  ])('is refused: %s', async (url) => expect((await world.request('GET', url)).status).toBe(400));
});

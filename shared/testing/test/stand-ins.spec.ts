import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiscordStandIn, SmtpStandIn, VirtualClock } from '../index.js';

describe('the Discord stand-in', () => {
  const clock = new VirtualClock();
  let discord: DiscordStandIn;
  beforeEach(async () => {
    discord = await DiscordStandIn.start({ clock, limit: 2, windowMs: 1_000 });
  });
  afterEach(() => discord.stop());

  const path = `/webhooks/${DiscordStandIn.webhookId}/${DiscordStandIn.webhookToken}`;
  const bot = { 'user-agent': 'DiscordBot (test, 1)', 'content-type': 'application/json' };
  const post = (body: unknown, url = `${path}?wait=true`, headers: Record<string, string> = bot) =>
    fetch(`${discord.apiUrl}${url}`, { method: 'POST', headers, body: JSON.stringify(body) });

  it('answers with the message to those who wait for it, and with nothing to others', async () => {
    const waited = await post({ content: 'hello' });
    expect(waited.status).toBe(200);
    expect(await waited.json()).toMatchObject({ id: discord.messages[0]?.id, content: 'hello' });
    expect((await post({ content: 'hello' }, path)).status).toBe(204);
  });

  it.each([
    ['an empty message', { content: ' ' }],
    ['no message', {}],
    ['2,001 characters', { content: 'x'.repeat(2_001) }],
  ])('refuses %s', async (_what, body) => {
    expect((await post(body)).status).toBe(400);
    expect(discord.messages).toEqual([]);
  });

  it('knows one webhook, until that is deleted', async () => {
    expect((await post({ content: 'a' }, path.replace(DiscordStandIn.webhookId, '1'))).status).toBe(404);
    expect((await post({ content: 'a' }, path.replace('token', 'taken'))).status).toBe(401);
    discord.deleteWebhook();
    const { status, text } = await post({ content: 'a' }).then(async (answer) => ({
      status: answer.status,
      text: await answer.text(),
    }));
    expect([status, text]).toEqual([404, '{"message":"Unknown Webhook","code":10015}']);
  });

  it('talks to clients that say who they are', async () => {
    expect((await post({ content: 'a' }, path, { ...bot, 'user-agent': 'curl' })).status).toBe(403);
  });

  it('lets so many requests into a window, and says so in its headers', async () => {
    const first = await post({ content: 'a' });
    expect(first.headers.get('x-ratelimit-remaining')).toBe('1');
    await post({ content: 'b' });
    clock.advance(250);
    const third = await post({ content: 'c' });
    expect(third.status).toBe(429);
    expect(third.headers.get('retry-after')).toBe('1');
    expect(await third.json()).toMatchObject({ retry_after: 0.75, global: false });
    clock.advance(750);
    expect((await post({ content: 'c' })).status).toBe(200);
  });

  it('refuses everything while its global limit holds, and counts each bucket by itself', async () => {
    discord.limitGlobally(3_000);
    const refused = await post({ content: 'a' });
    expect([
      refused.status,
      refused.headers.get('retry-after'),
      refused.headers.get('x-ratelimit-global'),
    ]).toEqual([429, '3', 'true']);
    clock.advance(3_000);
    const other = discord.addWebhook('1098765432109870007').replace('https://discord.com/api', '');
    for (const where of [path, path, other, other])
      expect((await post({ content: 'a' }, where)).status).toBe(204);
    expect((await post({ content: 'a' }, other)).status).toBe(429);
    expect(discord.messagesIn('1098765432109870007')).toHaveLength(2);
  });

  it('changes and takes away messages, by the same rules', async () => {
    const { id } = (await (await post({ content: 'a' })).json()) as { id: string };
    const change = (method: string, body?: object) =>
      fetch(`${discord.apiUrl}${path}/messages/${id}`, {
        method,
        headers: bot,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    expect((await change('PATCH', { content: 'x'.repeat(2_001) })).status).toBe(400);
    expect((await change('PATCH', { content: '@here' })).status).toBe(200);
    expect(discord.messages).toEqual([expect.objectContaining({ content: '@here', edits: 1, pings: true })]);
    expect((await change('DELETE')).status).toBe(204);
    expect((await change('DELETE')).status).toBe(404);
    expect(discord.messages).toEqual([]);
  });

  it('gives a bot the message that it has posted already, by its nonce, for a few minutes', async () => {
    const channel = `/channels/${DiscordStandIn.channelId}/messages`;
    const authorized = { ...bot, authorization: `Bot ${DiscordStandIn.botToken}` };
    const say = async (headers: Record<string, string> = authorized, nonce = 'n-1') =>
      post({ content: 'a', nonce, enforce_nonce: true }, channel, headers);
    const idOf = async (answer: Response) => ((await answer.json()) as { id: string }).id;
    expect((await say(bot)).status).toBe(401);
    expect((await say(authorized, 'n'.repeat(26))).status).toBe(400);
    clock.advance(1_000);
    expect(await idOf(await say())).toBe(await idOf(await say()));
    expect(discord.messages).toHaveLength(1);
    clock.advance(6 * 60_000);
    await say();
    expect(discord.messages).toHaveLength(2);
  });

  it('may take a message and fail to say so', async () => {
    discord.failNext({ kind: 'post-and-answer', status: 502 });
    expect((await post({ content: 'a' })).status).toBe(502);
    expect(discord.messages).toHaveLength(1);
  });

  it('knows who would be notified', async () => {
    await post({ content: '@everyone' });
    await post({ content: '@everyone', allowed_mentions: { parse: [] } });
    expect(discord.messages.map(({ pings }) => pings)).toEqual([true, false]);
  });
});

describe('the SMTP stand-in', () => {
  let server: SmtpStandIn;
  beforeEach(async () => {
    server = await SmtpStandIn.start();
  });
  afterEach(() => server.stop());

  /** Says the lines one after another, each after an answer, and gives back the answers' codes. */
  async function talk(...lines: readonly string[]): Promise<string[]> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const codes: string[] = [];
    const left = [...lines];
    for await (const chunk of socket) {
      const answers = String(chunk)
        .split('\r\n')
        .filter((line) => /^\d{3} /.test(line));
      if (answers.length === 0) continue;
      codes.push(...answers.map((line) => line.slice(0, 3)));
      const next = left.shift();
      if (next === undefined) break;
      socket.write(`${next}\r\n`);
    }
    return codes;
  }
  const envelope = ['EHLO test', 'MAIL FROM:<a@example.org>', 'RCPT TO:<b@example.org>', 'DATA'];

  it('keeps what it takes over, headers and parts readable', async () => {
    const mail = [
      'Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=',
      ' =?UTF-8?B?IHZvbSBTdGVn?=',
      'Content-Type: multipart/alternative; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Gr=C3=BC=C3=9Fe =',
      'ohne Umbruch',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('<p>Grüße</p>').toString('base64'),
      '--b--',
      '.',
    ].join('\r\n');
    expect(await talk(...envelope, mail, 'QUIT')).toEqual(['220', '250', '250', '250', '354', '250', '221']);
    expect(server.mails).toEqual([
      expect.objectContaining({
        sender: 'a@example.org',
        recipients: ['b@example.org'],
        subject: 'Grüße vom Steg',
        text: 'Grüße ohne Umbruch',
        html: '<p>Grüße</p>',
      }),
    ]);
  });

  it('fails as it is told, once', async () => {
    server.failNext({ kind: 'refuse', at: 'rcpt', code: 452, text: 'full' });
    expect((await talk(...envelope.slice(0, 3), 'QUIT')).slice(3)).toEqual(['452', '221']);
    expect((await talk(...envelope.slice(0, 3), 'QUIT')).slice(3)).toEqual(['250', '221']);
    expect(server.connections).toBe(2);
  });
});

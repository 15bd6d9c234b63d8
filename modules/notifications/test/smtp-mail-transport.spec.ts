import { SmtpStandIn } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingEmail } from '../application/mail-transport.js';
import { SmtpMailTransport } from '../infrastructure/smtp-mail-transport.js';

let server: SmtpStandIn;
let transport: SmtpMailTransport;
beforeEach(async () => {
  server = await SmtpStandIn.start();
  transport = new SmtpMailTransport(server.url, { connectMs: 2_000, silenceMs: 250, totalMs: 5_000 });
});
afterEach(() => server.stop());

const email: OutgoingEmail = {
  messageId: '<0198c1b0-0000-5000-8000-000000000001@boardwalk.example>',
  from: { name: 'Boardwalk', address: 'no-reply@boardwalk.example' },
  to: 'ada@example.org',
  subject: 'Grüße vom Steg',
  text: 'A line with ümlauts.\n.\nA line after a lone dot.\n',
  html: '<p>A line with ümlauts.</p>\n',
};

describe('a mail over SMTP', () => {
  it('arrives as it was composed, and is accepted', async () => {
    expect(await transport.send(email)).toEqual({
      kind: 'accepted',
      providerId: expect.stringMatching(/^250 /),
    });
    expect(server.mails).toHaveLength(1);
    const [mail] = server.mails;
    expect(mail).toMatchObject({
      sender: 'no-reply@boardwalk.example',
      recipients: ['ada@example.org'],
      subject: email.subject,
      text: email.text,
      html: email.html,
    });
    expect(mail?.header('message-id')).toBe(email.messageId);
    expect(mail?.header('from')).toBe('Boardwalk <no-reply@boardwalk.example>');
    expect(mail?.header('to')).toBe('ada@example.org');
    expect(mail?.header('auto-submitted')).toBe('auto-generated');
  });

  it('tells the reader’s program how to switch such mails off, if they can be', async () => {
    await transport.send(email);
    expect(server.mails[0]?.header('list-unsubscribe')).toBeUndefined();
    const unsubscribeUrl = `https://boardwalk.example/unsubscribe?token=${'x'.repeat(200)}`;
    await transport.send({ ...email, unsubscribeUrl });
    expect(server.mails[1]?.header('list-unsubscribe')).toBe(`<${unsubscribeUrl}>`);
    expect(server.mails[1]?.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  });

  it('keeps its Message-ID at every attempt', async () => {
    await transport.send(email);
    await transport.send(email);
    expect(server.mails.map((mail) => mail.header('message-id'))).toEqual([email.messageId, email.messageId]);
  });

  it('cannot be given another header or recipient by its values', async () => {
    await transport.send({ ...email, subject: 'a\r\nBcc: eve@example.org\r\n\r\nb' });
    const [mail] = server.mails;
    expect(mail?.recipients).toEqual(['ada@example.org']);
    expect(mail?.header('bcc')).toBeUndefined();
    const outcome = await transport.send({ ...email, to: 'ada@example.org>\r\nRCPT TO:<eve@example.org' });
    expect(outcome).toMatchObject({ kind: 'refused', permanent: true });
    expect(server.mails).toHaveLength(1);
  });

  it('is not read from files or addresses that its values name', async () => {
    const path = '/etc/hostname';
    await transport.send({ ...email, text: path, html: `<img src="${path}">` });
    expect(server.mails[0]).toMatchObject({ text: path, html: `<img src="${path}">` });
  });
});

const refuse = (at: 'connect' | 'mail' | 'rcpt' | 'data', code: number, text = 'no') =>
  ({ kind: 'refuse', at, code, text }) as const;

describe('a mail that the server does not take', () => {
  it.each([
    ['RCPT is answered 450', refuse('rcpt', 450), false],
    ['RCPT is answered 550', refuse('rcpt', 550), true],
    ['MAIL is answered 451', refuse('mail', 451), false],
    ['MAIL is answered 553', refuse('mail', 553), true],
    ['MAIL is answered 530, authentication required', refuse('mail', 530), false],
    ['the whole mail is answered 452', refuse('data', 452), false],
    ['the whole mail is answered 554', refuse('data', 554), true],
    ['the connection is answered 421', refuse('connect', 421), false],
    ['the connection is answered 554', refuse('connect', 554), false],
    ['the whole mail is answered 552, too much for the mailbox', refuse('data', 552), true],
    ['RCPT is answered 421', refuse('rcpt', 421), false],
    ['the connection breaks before DATA', { kind: 'hang-up', at: 'rcpt' } as const, false],
    ['the server stalls at RCPT', { kind: 'fall-silent', at: 'rcpt' } as const, false],
  ])('because %s is refused: permanently %s', async (_when, fault, permanent) => {
    server.failNext(fault);
    expect(await transport.send(email)).toMatchObject({ kind: 'refused', permanent });
    expect(server.mails).toEqual([]);
    expect(await transport.send(email)).toMatchObject({ kind: 'accepted' });
  });

  it('because nobody listens is refused for now', async () => {
    await server.stop();
    expect(await transport.send(email)).toEqual({
      kind: 'refused',
      permanent: false,
      error: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('because the host is unknown is refused for now', async () => {
    const lost = new SmtpMailTransport('smtp://mail.invalid');
    expect(await lost.send(email)).toMatchObject({ kind: 'refused', permanent: false });
  });

  it.each([
    ['550 and nothing else', refuse('rcpt', 550, 'no such user'), true],
    ['550 5.1.1', refuse('rcpt', 550, '5.1.1 no such user'), true],
    ['550 5.1.10', refuse('rcpt', 550, '5.1.10 the domain takes no mail'), true],
    ['550 5.2.1, mailbox closed', refuse('rcpt', 550, '5.2.1 closed'), true],
    ['550 5.7.1, we are not trusted', refuse('rcpt', 550, '5.7.1 you are on a list'), false],
    ['552 5.2.2, mailbox full', refuse('rcpt', 552, '5.2.2 full'), false],
    ['450, for now', refuse('rcpt', 450, 'no such user yet'), false],
    ['554 for the content', refuse('data', 554, '5.6.0 bad content'), false],
    ['550 for the sender', refuse('mail', 550, '5.1.8 who are you'), false],
  ])('says that nobody is there, or does not: %s', async (_what, fault, nobody) => {
    server.failNext(fault);
    const outcome = await transport.send(email);
    expect(outcome.kind === 'refused' && outcome.noSuchRecipient === true).toBe(nobody);
  });

  it('is reported without its address', async () => {
    server.failNext(refuse('rcpt', 550, '<ada@example.org>: user unknown'));
    const outcome = await transport.send(email);
    expect(outcome).toMatchObject({ error: expect.stringContaining('550 <a…@e…>: user unknown') });
  });
});

describe('a mail whose fate nobody knows', () => {
  it('is one after which the connection broke', async () => {
    server.failNext({ kind: 'hang-up', at: 'data' });
    expect(await transport.send(email)).toMatchObject({ kind: 'unknown' });
  });

  it('is one that the server took and did not say so', async () => {
    server.failNext({ kind: 'take-and-hang-up' });
    expect(await transport.send(email)).toMatchObject({ kind: 'unknown' });
    expect(server.mails).toHaveLength(1);
  });

  it('is one that was never answered', async () => {
    server.failNext({ kind: 'fall-silent' });
    expect(await transport.send(email)).toMatchObject({
      kind: 'unknown',
      error: expect.stringContaining('after the server had asked for the mail'),
    });
  });

  it('is one that took longer than all of it may take', async () => {
    const hasty = new SmtpMailTransport(server.url, { connectMs: 2_000, silenceMs: 5_000, totalMs: 300 });
    server.failNext({ kind: 'fall-silent' });
    expect(await hasty.send(email)).toMatchObject({
      kind: 'unknown',
      error: expect.stringContaining('EABORT'),
    });
  });
});

describe('the address of a mail server', () => {
  it.each(['', 'localhost:25', 'http://mail.example.org', 'smtp://', 'direct:'])(
    'is refused when it is none, without being repeated: "%s"',
    (url) => {
      expect(() => new SmtpMailTransport(url)).toThrow(/smtp:\/\/user:password@host/);
    },
  );

  it('shows its host and no password in traces', () => {
    expect(new SmtpMailTransport('smtps://ada:secret@mail.example.org').destination).toBe('mail.example.org');
  });
});

import { EmailVerificationRequestedIntegrationEvent } from '@boardwalk/integration-events';
import { IntentSender } from '@boardwalk/messaging';
import { operatorToken, SmtpStandIn, type World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MailAttempt, MailView } from '../application/mail-reads.js';
import type { Suppression } from '../application/suppressions.js';
import { badgeOf, mailsIn, settle, startWorld, stored, tierOf } from './community.js';

let world: World;
let smtp: SmtpStandIn;
beforeEach(async () => {
  smtp = await SmtpStandIn.start();
  world = await startWorld(smtp.url);
  await settle(world, 'ada');
});
afterEach(async () => {
  await world.stop();
  await smtp.stop();
});

const operator = { as: operatorToken };
const refuse = (at: 'connect' | 'mail' | 'rcpt' | 'data', code: number, text = 'no') =>
  ({ kind: 'refuse', at, code, text }) as const;

/** More often than is needed for what may be tried again. */
async function drainForADay(): Promise<void> {
  for (let hours = 0; hours < 24; hours += 6) {
    await world.drain();
    world.clock.advance(6 * 3_600_000);
  }
}
async function onlyMail(): Promise<MailView & { history: MailAttempt[] }> {
  const [mail, ...more] = await mailsIn(world);
  expect(more).toEqual([]);
  const { status, body } = await world.request('GET', `/api/v1/operator/mail/${mail?.emailLogId}`, operator);
  expect(status).toBe(200);
  return body as MailView & { history: MailAttempt[] };
}
async function suppressions(query = ''): Promise<readonly Suppression[]> {
  const { body } = await world.request('GET', `/api/v1/operator/mail/suppressions?${query}`, operator);
  return (body as { items: Suppression[] }).items;
}
const badgeMails = () => smtp.mails.filter(({ subject }) => subject.startsWith('You earned'));
const report = (body: object) =>
  world.request('POST', '/api/v1/operator/mail/bounces', { ...operator, body });

describe('a mail that fails at first', () => {
  it('is told with every attempt, and sent once', async () => {
    smtp.failNext(refuse('connect', 421), refuse('rcpt', 450));
    await world.publish(badgeOf('ada'));
    await world.drain();
    const waiting = await onlyMail();
    expect(waiting).toMatchObject({
      status: 'queued',
      attempts: 1,
      lastError: expect.stringContaining('421'),
    });
    expect(waiting.nextAttemptAt).not.toBeNull();
    await drainForADay();
    const mail = await onlyMail();
    expect(mail).toMatchObject({ status: 'sent', attempts: 3, nextAttemptAt: null });
    expect(mail.history.map(({ attempt, outcome, error }) => [attempt, outcome, error])).toEqual([
      [1, 'refused', expect.stringContaining('421')],
      [2, 'refused', expect.stringContaining('450')],
      [3, 'accepted', null],
    ]);
    expect(badgeMails()).toHaveLength(1);
  });

  it.each([
    ['the server is busy (421)', refuse('connect', 421), 'sent', 1],
    ['the mailbox is busy (450)', refuse('rcpt', 450), 'sent', 1],
    ['the mailbox is full (552)', refuse('rcpt', 552), 'failed', 0],
    ['the content is too much (552)', refuse('data', 552), 'failed', 0],
    ['the connection drops before the mail', { kind: 'hang-up', at: 'rcpt' } as const, 'sent', 1],
    ['the connection drops after the mail', { kind: 'hang-up', at: 'data' } as const, 'unknown', 0],
    ['the server takes it and drops the connection', { kind: 'take-and-hang-up' } as const, 'unknown', 1],
  ])('is neither lost without a word nor sent twice when %s', async (_when, fault, status, delivered) => {
    smtp.failNext(fault);
    await world.publish(badgeOf('ada'));
    await drainForADay();
    expect(await onlyMail()).toMatchObject({ status });
    expect(badgeMails()).toHaveLength(delivered);
    expect(await suppressions()).toEqual([]);
  });

  it('keeps its Message-ID from attempt to attempt', async () => {
    smtp.failNext({ kind: 'take-and-hang-up' });
    await world.publish(badgeOf('ada'));
    await world.drain();
    const { emailLogId } = await onlyMail();
    await world.app.get(IntentSender).reconcile('notifications.emails', emailLogId, 'again');
    await world.drain();
    expect(badgeMails().map((mail) => mail.header('message-id'))).toEqual([
      `<${emailLogId}@boardwalk.example>`,
      `<${emailLogId}@boardwalk.example>`,
    ]);
  });
});

describe('a mail whose fate nobody knows', () => {
  const verification = () =>
    new EmailVerificationRequestedIntegrationEvent({
      userId: 'u-ada',
      email: 'ada@example.org',
      token: 'very-secret-token',
    });
  const verifications = () => smtp.mails.filter(({ subject }) => subject === 'Confirm your e-mail address');
  const settleAs = (id: string, verdict: 'again' | 'failed' | 'sent') =>
    world.app.get(IntentSender).reconcile('notifications.emails', id, verdict);

  beforeEach(async () => {
    smtp.failNext({ kind: 'hang-up', at: 'data' });
    await world.publish(verification());
    await drainForADay();
  });

  it('is parked among the unknown calls, and found by its status', async () => {
    const [call] = await world.app.get(IntentSender).unknown(10);
    expect(call).toMatchObject({ queue: 'notifications.emails', attempt: 1, isRepeatable: true });
    expect((await mailsIn(world, 'status=unknown')).map(({ emailLogId }) => emailLogId)).toEqual([call?.id]);
    expect(verifications()).toEqual([]);
  });

  it('is sent again when an operator says so, with what it said', async () => {
    const { emailLogId } = await onlyMail();
    expect(await settleAs(emailLogId, 'again')).toBe(true);
    await world.drain();
    expect(verifications()[0]?.text).toContain('very-secret-token');
    expect(await onlyMail()).toMatchObject({ status: 'sent', attempts: 2 });
    expect(await settleAs(emailLogId, 'again')).toBe(false);
    expect(await stored(world)).not.toContain('very-secret-token');
  });

  it.each(['failed', 'sent'] as const)(
    'is forgotten when an operator says that it is %s',
    async (verdict) => {
      const { emailLogId } = await onlyMail();
      const texts = () => world.rows(`SELECT text FROM notifications.emails WHERE text IS NOT NULL`);
      expect(await texts()).toHaveLength(1);
      expect(await stored(world)).not.toContain('very-secret-token');
      expect(await settleAs(emailLogId, verdict)).toBe(true);
      await drainForADay();
      expect(await onlyMail()).toMatchObject({ status: verdict, attempts: 1 });
      expect(verifications()).toEqual([]);
      expect(await stored(world)).not.toContain('very-secret-token');
    },
  );
});

describe('an address where nobody is', () => {
  it('gets no mail after a server has said so, and each is shown as not sent', async () => {
    smtp.failNext(refuse('rcpt', 550, '5.1.1 <ada@example.org>: no such user'));
    await world.publish(badgeOf('ada'));
    await world.drain();
    expect(await onlyMail()).toMatchObject({ status: 'failed', attempts: 1 });
    expect(await suppressions('address=ADA@example.org')).toMatchObject([
      {
        address: 'a…@e…',
        reason: 'refused-recipient',
        detail: expect.stringContaining('550'),
        liftedAt: null,
      },
    ]);
    expect(JSON.stringify(await suppressions())).not.toContain('ada@example.org');

    const before = smtp.connections;
    await world.publish(tierOf('ada'));
    await drainForADay();
    expect(smtp.connections).toBe(before);
    expect(await mailsIn(world, 'status=suppressed')).toMatchObject([
      { templateKey: 'tier-reached', lastError: expect.stringContaining('suppressed') },
    ]);
  });

  it('gets mail again when an operator lifts it', async () => {
    await report({ address: 'ada@example.org', kind: 'hard', reason: 'unknown user' });
    const [suppression] = await suppressions();
    const lift = `/api/v1/operator/mail/suppressions/${suppression?.suppressionId}/lift`;
    expect((await world.request('POST', lift, operator)).body).toEqual({ lifted: true });
    expect((await world.request('POST', lift, operator)).body).toEqual({ lifted: false });
    await world.publish(badgeOf('ada'));
    await world.drain();
    expect(badgeMails()).toHaveLength(1);
    // What is reported after that counts again.
    world.clock.advance(1_000);
    await report({ address: 'ada@example.org', kind: 'complaint', reason: 'spam' });
    expect((await suppressions()).map(({ reason, liftedAt }) => [reason, liftedAt === null])).toEqual([
      ['complaint', true],
      ['hard-bounce', false],
    ]);
  });
});

describe('a mail that comes back', () => {
  it.each([
    ['hard', 'hard-bounce'],
    ['complaint', 'complaint'],
  ])('is bounced, and suppresses its address: %s', async (kind, reason) => {
    await world.publish(badgeOf('ada'));
    await world.drain();
    const { emailLogId } = await onlyMail();
    const messageId = smtp.mails.at(-1)?.header('message-id');
    const bounce = { messageId, kind, reason: '550 <ada@example.org> is unknown' };
    expect((await report(bounce)).body).toEqual({ recorded: true, suppressed: true });
    expect((await report(bounce)).body).toEqual({ recorded: false, suppressed: false });
    expect((await report({ ...bounce, messageId: undefined, emailLogId })).body).toEqual({
      recorded: false,
      suppressed: false,
    });
    const mail = await onlyMail();
    expect(mail).toMatchObject({ status: 'bounced', bounce: { kind, reason: '550 <a…@e…> is unknown' } });
    expect(await suppressions()).toMatchObject([{ reason, detail: '550 <a…@e…> is unknown' }]);
    await world.publish(tierOf('ada'));
    await world.drain();
    expect((await mailsIn(world)).map(({ status }) => status).sort()).toEqual(['bounced', 'suppressed']);
  });

  it('for now is bounced, and its address still gets mail', async () => {
    await world.publish(badgeOf('ada'));
    await world.drain();
    const { emailLogId } = await onlyMail();
    const soft = { emailLogId, kind: 'soft', reason: 'mailbox full' };
    expect((await report(soft)).body).toEqual({ recorded: true, suppressed: false });
    expect(await onlyMail()).toMatchObject({ status: 'bounced', bounce: { kind: 'soft' } });
    await world.publish(tierOf('ada'));
    await world.drain();
    expect((await mailsIn(world, 'status=sent')).map(({ templateKey }) => templateKey)).toEqual([
      'tier-reached',
    ]);
  });

  it.each([
    ['a mail that is not there', { emailLogId: '0198c1b0-0000-5000-8000-00000000000f' }, 404],
    ['a Message-ID that is not ours', { messageId: '<x@elsewhere.example>' }, 404],
    ['no address', { address: 'ada@example.org\r\nBcc: eve@example.org' }, 422],
    ['two things at once', { address: 'ada@example.org', messageId: '<x@y>' }, 400],
    ['nothing', {}, 400],
  ])('must be one that there is: %s', async (_what, bounced, status) => {
    const refused = await report({ ...bounced, kind: 'hard', reason: 'unknown' });
    expect(refused.status).toBe(status);
    expect(await suppressions()).toEqual([]);
  });

  it('is reported and lifted by operators only', async () => {
    const body = { address: 'ada@example.org', kind: 'hard', reason: 'unknown' };
    const routes = [
      ['POST', '/api/v1/operator/mail/bounces'],
      ['GET', '/api/v1/operator/mail/suppressions'],
      ['GET', '/api/v1/operator/mail/0198c1b0-0000-5000-8000-00000000000f'],
      ['POST', '/api/v1/operator/mail/suppressions/0198c1b0-0000-5000-8000-00000000000f/lift'],
    ] as const;
    for (const [method, url] of routes) {
      const sent = method === 'POST' ? { body } : {};
      expect((await world.request(method, url, sent)).status, url).toBe(401);
      expect((await world.request(method, url, { ...sent, as: 'user:u-ada:ada' })).status, url).toBe(403);
    }
    expect(await suppressions()).toEqual([]);
  });
});

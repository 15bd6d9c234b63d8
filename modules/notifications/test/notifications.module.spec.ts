import {
  ClientRegisteredIntegrationEvent,
  EmailVerificationRequestedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  InviteSentIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import { operatorToken, SmtpStandIn, World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MailView } from '../application/mail-reads.js';
import { sendingLimitMs } from '../infrastructure/email-sender.js';
import { NotificationsModule } from '../notifications.module.js';
import { publicUrl, secret } from './community.js';

/** Longer than what the sender adds to its limit before it takes a process for dead. */
const graceMs = 6_000;

const signUp = (username = 'ada') =>
  new UserRegisteredIntegrationEvent({
    userId: `u-${username}`,
    username,
    email: `${username}@example.org`,
    displayName: username,
    source: 'password',
  });
const verification = () =>
  new EmailVerificationRequestedIntegrationEvent({
    userId: 'u-ada',
    email: 'ada@example.org',
    token: 'very-secret-token',
  });
const invite = () =>
  new InviteSentIntegrationEvent({
    collectiveId: 'c-1',
    slug: 'tide-pool',
    inviteId: '0198c1b0-0000-7000-8000-00000000000a',
    inviteeEmail: 'grace@example.org',
    role: 'member',
    invitedByUserId: 'u-ada',
    token: 'other-secret-token',
  });

let world: World;
let server: SmtpStandIn | undefined;
afterEach(async () => {
  await world.stop();
  await server?.stop();
  server = undefined;
});

async function mails(query = ''): Promise<readonly MailView[]> {
  const { status, body } = await world.request('GET', `/api/v1/operator/mail?${query}`, {
    as: operatorToken,
  });
  expect(status).toBe(200);
  return (body as { items: MailView[] }).items;
}

/** Everything that the schema holds, as one text. */
async function stored(): Promise<string> {
  const tables = ['emails', 'emails_attempts', 'captured_mail'];
  const contents = await Promise.all(
    tables.map((table) => world.rows(`SELECT * FROM notifications.${table}`)),
  );
  return JSON.stringify(contents);
}

describe('notifications without a mail server', () => {
  beforeEach(async () => {
    world = await World.start({
      name: 'notifications',
      modules: [NotificationsModule.forRoot({ publicUrl, secret })],
    });
  });

  it('turn each fact into its mail, once, however often it is delivered [4-07]', async () => {
    await world.publish(signUp());
    await world.publish(verification());
    await world.publish(
      new ClientRegisteredIntegrationEvent({
        clientId: 'k-1',
        name: 'Gull',
        ownerUserId: 'u-ada',
        ownerEmail: 'ada@example.org',
      }),
    );
    await world.publish(invite());
    await world.drain();
    const listed = await mails();
    expect(
      listed.map(({ templateKey, to, status, attempts }) => [templateKey, to, status, attempts]).sort(),
    ).toEqual([
      ['client-registered', 'a…@e…', 'sent', 1],
      ['collective-invite', 'g…@e…', 'sent', 1],
      ['verify-email', 'a…@e…', 'sent', 1],
      ['welcome', 'a…@e…', 'sent', 1],
    ]);
  });

  it('show the link of a captured mail to the operator', async () => {
    await world.publish(verification());
    await world.drain();
    const [mail] = await mails();
    expect(mail?.text).toContain('https://boardwalk.example/verify-email?token=very-secret-token');
    expect(mail?.providerId).toBe(`<${mail?.emailLogId}@boardwalk.example>`);
  });

  it('write no mail to people who were imported, and none for facts that are not theirs', async () => {
    await world.publish(
      new UserRegisteredIntegrationEvent({
        userId: 'u-1',
        username: 'grace',
        displayName: 'Grace',
        source: 'import',
      }),
    );
    await world.publish(new EmailVerifiedIntegrationEvent({ userId: 'u-ada' }));
    await world.drain();
    expect(await mails()).toEqual([]);
  });

  it('list the newest first, by recipient, page by page', async () => {
    for (const name of ['ada', 'grace', 'hedy']) {
      await world.publish(signUp(name));
      world.clock.advance(1_000);
    }
    await world.drain();
    const first = await world.request('GET', '/api/v1/operator/mail?limit=2', { as: operatorToken });
    const { items, nextCursor } = first.body as { items: MailView[]; nextCursor: string };
    expect(items.map(({ to }) => to)).toEqual(['h…@e…', 'g…@e…']);
    expect((await mails(`limit=2&cursor=${nextCursor}`)).map(({ to }) => to)).toEqual(['a…@e…']);
    expect((await mails('to=GRACE@example.org')).map(({ subject }) => subject)).toEqual([
      'Welcome to Boardwalk, grace',
    ]);
    expect(await mails('to=nobody@example.org')).toEqual([]);
  });

  it('are shown to the operator only', async () => {
    const path = '/api/v1/operator/mail';
    expect((await world.request('GET', path)).status).toBe(401);
    expect((await world.request('GET', path, { as: 'user:u-ada:ada' })).status).toBe(403);
    for (const query of ['limit=0', 'to=', 'cursor=x', 'status=lost', 'colour=red'])
      expect((await world.request('GET', `${path}?${query}`, { as: operatorToken })).status, query).toBe(400);
  });
});

describe('notifications over SMTP', () => {
  let smtp: SmtpStandIn;
  beforeEach(async () => {
    server = smtp = await SmtpStandIn.start();
    world = await World.start({
      name: 'notifications',
      modules: [NotificationsModule.forRoot({ publicUrl, secret, smtpUrl: smtp.url })],
    });
  });

  it('reach the server once, and keep nothing of what a sent mail said', async () => {
    await world.publish(verification());
    await world.drain();
    expect(smtp.mails.map(({ recipients, subject }) => [recipients, subject])).toEqual([
      [['ada@example.org'], 'Confirm your e-mail address'],
    ]);
    expect(smtp.mails[0]?.text).toContain('very-secret-token');
    const [mail] = await mails();
    expect(mail).toMatchObject({ status: 'sent', attempts: 1, text: null, nextAttemptAt: null });
    expect(smtp.mails[0]?.header('message-id')).toBe(`<${mail?.emailLogId}@boardwalk.example>`);
    expect(await stored()).not.toContain('very-secret-token');
  });

  it('wait for a server that refuses for now', async () => {
    smtp.failNext({ kind: 'refuse', at: 'rcpt', code: 450, text: 'try later' });
    await world.publish(signUp());
    await world.drain();
    const [waiting] = await mails();
    expect(waiting).toMatchObject({
      status: 'queued',
      attempts: 1,
      lastError: expect.stringContaining('450'),
    });
    expect(new Date(waiting?.nextAttemptAt ?? 0).getTime()).toBeGreaterThan(world.clock.now().getTime());
    await world.drain();
    expect(smtp.mails).toEqual([]);
    world.clock.advance(10_000);
    await world.drain();
    expect(smtp.mails).toHaveLength(1);
    expect((await mails())[0]).toMatchObject({ status: 'sent', attempts: 2 });
  });

  it('give up on a mail that is refused for good, and say why without the address', async () => {
    smtp.failNext({ kind: 'refuse', at: 'rcpt', code: 550, text: '<ada@example.org>: unknown' });
    await world.publish(verification());
    await world.drain();
    world.clock.advance(24 * 3_600_000);
    await world.drain();
    expect(smtp.mails).toEqual([]);
    const [mail] = await mails();
    expect(mail).toMatchObject({
      status: 'failed',
      attempts: 1,
      lastError: expect.stringContaining('550 <a…@e…>'),
    });
    expect(await stored()).not.toContain('very-secret-token');
  });

  it('survive a server that is away for hours', async () => {
    await smtp.stop();
    await world.publish(signUp());
    for (let minutes = 0; minutes < 4 * 60; minutes += 15) {
      await world.drain();
      world.clock.advance(15 * 60_000);
    }
    expect((await mails())[0]).toMatchObject({ status: 'queued' });
  });

  it('park a mail whose fate nobody knows, and never send it again by themselves', async () => {
    smtp.failNext({ kind: 'hang-up', at: 'data' });
    await world.publish(signUp());
    await world.drain();
    world.clock.advance(24 * 3_600_000);
    await world.drain();
    expect(smtp.connections).toBe(1);
    expect((await mails())[0]).toMatchObject({ status: 'unknown', attempts: 1 });
  });

  it('park a mail whose process died while it was sending', async () => {
    smtp.failNext({ kind: 'refuse', at: 'rcpt', code: 450, text: 'try later' });
    await world.publish(verification());
    await world.drain();
    // What a process leaves that claimed the mail for its second attempt and was killed.
    const lease = new Date(world.clock.now().getTime() + sendingLimitMs);
    await world.rows(`UPDATE notifications.emails SET status = 'sending', attempt = 2, leased_until = $1`, [
      lease,
    ]);
    await world.rows(
      `INSERT INTO notifications.emails_attempts (intent_id, attempt, started_at) SELECT id, 2, $1 FROM notifications.emails`,
      [world.clock.now()],
    );
    await world.drain();
    expect((await mails())[0]).toMatchObject({ status: 'sending', attempts: 2 });
    world.clock.advance(sendingLimitMs + graceMs);
    await world.drain();
    expect((await mails())[0]).toMatchObject({
      status: 'unknown',
      attempts: 2,
      lastError: 'the process ended during the call',
    });
    expect(smtp.mails).toEqual([]);
    expect(await world.rows('SELECT attempt, outcome FROM notifications.emails_attempts ORDER BY 1')).toEqual(
      [
        { attempt: 1, outcome: 'refused' },
        { attempt: 2, outcome: 'unknown' },
      ],
    );
  });

  it('let people sign up while the server hangs [4-13]', async () => {
    smtp.failNext({ kind: 'fall-silent' });
    await world.publish(signUp('ada'));
    const delivering = world.drain();
    await smtp.fallenSilent();
    await world.publish(signUp('grace'));
    expect(await world.facts(UserRegisteredIntegrationEvent)).toHaveLength(2);
    expect(await mails('to=ada@example.org')).toEqual([expect.objectContaining({ status: 'sending' })]);
    await smtp.stop();
    await delivering;
    expect(await mails('to=ada@example.org')).toEqual([expect.objectContaining({ status: 'unknown' })]);
    expect(await mails('to=grace@example.org')).toEqual([expect.objectContaining({ status: 'queued' })]);
  });

  it('leave neither address nor token in what is traced', async () => {
    world.spans.reset();
    smtp.failNext({ kind: 'refuse', at: 'rcpt', code: 450, text: '<ada@example.org> try later' });
    await world.publish(verification());
    await world.drain();
    const spans = world.spans.named('send notifications.emails');
    expect(spans).toHaveLength(1);
    const told = JSON.stringify(
      world.spans.all().map(({ name, attributes, status, events }) => ({ name, attributes, status, events })),
    );
    expect(told).not.toMatch(/ada@example|very-secret-token/);
  });

  it('are traced from the fact to the server', async () => {
    world.spans.reset();
    await world.publish(signUp());
    await world.drain();
    const [send] = world.spans.named('send notifications.emails');
    const [command] = world.spans.named('notifications.send-email-notification');
    expect(send?.spanContext().traceId).toBe(command?.spanContext().traceId);
    expect(send?.parentSpanContext?.spanId).toBe(command?.spanContext().spanId);
    expect(send?.attributes['server.address']).toBe('127.0.0.1');
  });
});

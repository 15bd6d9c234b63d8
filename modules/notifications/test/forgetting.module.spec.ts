import {
  AccountDeletedIntegrationEvent,
  UsernameChangedIntegrationEvent,
} from '@boardwalk/integration-events';
import { SmtpStandIn, type World } from '@boardwalk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acceptedBy,
  as,
  badgeOf,
  inboxOf,
  inviteTo,
  mailsIn,
  pullOf,
  settle,
  signUp,
  startWorld,
  stored,
  tierOf,
} from './community.js';

let world: World;
let smtp: SmtpStandIn | undefined;
afterEach(async () => {
  await world.stop();
  await smtp?.stop();
  smtp = undefined;
});

const deleted = (username: string) => new AccountDeletedIntegrationEvent({ userId: `u-${username}` });
const silent = { invites: false, collectives: true, extensions: true, achievements: true };

describe('an account that is deleted', () => {
  beforeEach(async () => {
    world = await startWorld();
    await settle(world, 'ada', 'grace');
  });

  it('leaves neither address nor name, no mail, no notice, no preference, no pull', async () => {
    await world.publish(inviteTo('grace@example.org'));
    await world.publish(acceptedBy('grace'));
    await world.publish(badgeOf('grace'));
    await world.publish(pullOf('grace'));
    await world.drain();
    await world.request('PUT', '/api/v1/notification-preferences', { ...as('grace'), body: silent });
    expect(await stored(world)).toContain('grace');
    await world.publish(deleted('grace'));
    await world.drain();
    expect((await stored(world)).replaceAll('u-grace', '')).not.toContain('grace');
    expect(await world.rows(`SELECT * FROM notifications.inbox WHERE user_id = 'u-grace'`)).toEqual([]);
    expect(await world.rows(`SELECT * FROM notifications.pulls`)).toEqual([]);
    expect(await world.rows(`SELECT * FROM notifications.muted_kinds`)).toEqual([]);
    // What others were told stays theirs, and names nobody.
    expect((await inboxOf(world, 'ada')).map(({ line }) => line)).toEqual([
      'Somebody accepted your invitation to tide-pool.',
    ]);
  });

  it('is told nothing that comes late, and not brought back', async () => {
    await world.publish(deleted('grace'));
    await world.publish(badgeOf('grace'));
    await world.publish(signUp('grace'));
    await world.publish(
      new UsernameChangedIntegrationEvent({
        userId: 'u-grace',
        oldUsername: 'grace',
        newUsername: 'amazing',
      }),
    );
    await world.drain();
    expect(await inboxOf(world, 'grace')).toEqual([]);
    expect((await stored(world)).replaceAll('u-grace', '')).not.toMatch(/grace|amazing/);
  });

  it('keeps nobody else from their mails', async () => {
    // Eve claimed an address that is not hers; what goes there is not hers either.
    await world.publish(signUp('eve', 'ada@example.org'));
    await world.publish(badgeOf('ada'));
    await world.drain();
    await world.publish(deleted('eve'));
    await world.drain();
    expect((await mailsIn(world)).map(({ templateKey }) => templateKey)).toEqual(['badge-awarded']);
    expect(await inboxOf(world, 'ada')).toHaveLength(1);
  });
});

describe('a mail that waits to be sent', () => {
  it('is not sent any more when the account is deleted', async () => {
    smtp = await SmtpStandIn.start();
    world = await startWorld(smtp.url);
    await settle(world, 'ada');
    smtp.failNext({ kind: 'refuse', at: 'rcpt', code: 450, text: 'try later' });
    await world.publish(tierOf('ada'));
    await world.drain();
    expect(await mailsIn(world)).toMatchObject([{ status: 'queued' }]);
    await world.publish(deleted('ada'));
    await world.drain();
    world.clock.advance(3_600_000);
    await world.drain();
    expect(smtp.mails.map(({ subject }) => subject)).toEqual(['Welcome to Boardwalk, ada']);
    expect((await stored(world)).replaceAll('u-ada', '')).not.toContain('ada');
  });
});

import { InviteSentIntegrationEvent } from '@boardwalk/integration-events';
import { Housekeeping, UnitsOfWork } from '@boardwalk/persistence';
import { notYet, overlapping, until, World } from '@boardwalk/testing';
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FoundCollective } from '../application/found-collective.js';
import { InviteMember } from '../application/invite-member.js';
import { configuration } from '../domain/configuration.js';
import {
  accept,
  ask,
  collectivesWorld,
  emailOf,
  found,
  given,
  invite,
  join,
  lastMail,
  outcome,
  remove,
} from './collectives-world.js';

const { inviteMails, mostOwned, slugs } = configuration;
const day = 24 * 60 * 60 * 1000;

const outside = AsyncLocalStorage.snapshot();

let world: World;
beforeEach(async () => {
  world = await collectivesWorld();
  await given(world, 'ada', 'grace', 'joan', 'kay', 'linus');
  await found(world, 'ada', 'tide-pool');
});
afterEach(() => world.stop());

const times = (count: number) => Array.from({ length: count }, (_, index) => index);
const founding = (slug: string) => new FoundCollective('u-ada', 'ada', slug, slug);
const rename = (who: string, from: string, to: string) => ask(world, who, 'PATCH', from, { slug: to });

describe('slugs that one person chooses', () => {
  it('are only so many within a while, by founding and by renaming, one after another or at once', async () => {
    let last = 'tide-pool';
    for (const index of times(slugs.most - 2)) {
      const next = `pool-${index}`;
      expect(outcome(await rename('ada', last, next))).toBe('200');
      last = next;
    }
    const [one, other] = await overlapping(world, founding('reef'), founding('dune'));
    expect(one.status).toBe('fulfilled');
    expect(other).toMatchObject({ status: 'rejected', reason: { code: 'too-many-slugs' } });
    expect(outcome(await rename('ada', last, 'one-more'))).toBe('409 too-many-slugs');
    expect(outcome(await found(world, 'grace', 'one-more'))).toBe('201');
    // One that was theirs already is no new one.
    expect(outcome(await rename('ada', last, 'tide-pool'))).toBe('200');
    world.clock.advance(slugs.withinMs);
    expect(outcome(await rename('ada', 'tide-pool', 'low-tide'))).toBe('200');
  });
});

describe('the last slug that somebody may choose', () => {
  const waiting = () =>
    world.rows(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );

  it.each([{}, { 'if-match': '*' }])(
    'is chosen for one of four collectives at once, with %j',
    async (headers) => {
      for (const index of times(slugs.most - 2)) await found(world, 'ada', `reef-${index}`);
      const asked = await world.app.get(UnitsOfWork).run(async (unit) => {
        await unit.query(`UPDATE collectives.claimers SET user_id = user_id`);
        const all = times(4).map((index) =>
          outside(() => ask(world, 'ada', 'PATCH', `reef-${index}`, { slug: `dune-${index}` }, headers)),
        );
        await until('four that wait', async () => (await waiting()).length >= 4 || notYet());
        return all;
      });
      const refused = '409 too-many-slugs';
      expect((await Promise.all(asked)).map(outcome).sort()).toEqual(['200', refused, refused, refused]);
    },
  );
});

describe('collectives that one person owns', () => {
  it('are only so many for whoever founds another one', async () => {
    for (const index of times(mostOwned - 1)) {
      if (index % 20 === 0) world.clock.advance(slugs.withinMs);
      expect(outcome(await found(world, 'ada', `reef-${index}`))).toBe('201');
    }
    world.clock.advance(slugs.withinMs);
    expect(outcome(await found(world, 'ada', 'too-many'))).toBe('409 too-many-collectives');
    expect(outcome(await ask(world, 'ada', 'DELETE', 'reef-0'))).toBe('204');
    expect(outcome(await found(world, 'ada', 'just-enough'))).toBe('201');
  });
});

describe('mails of invites', () => {
  const revokeLast = async (who: string, slug: string) =>
    ask(world, who, 'DELETE', `${slug}/invites/${(await lastMail(world)).inviteId}`);

  it('to one address are only so many in a day, whoever sends and takes back, for whichever collective', async () => {
    await found(world, 'joan', 'reef');
    await found(world, 'kay', 'dune');
    await found(world, 'linus', 'coast');
    for (const index of times(inviteMails.mostPerAddress - 1)) {
      const [who, slug] = index % 2 === 0 ? ['ada', 'tide-pool'] : ['joan', 'reef'];
      expect(outcome(await invite(world, who ?? '', slug ?? '', emailOf('grace')))).toBe('201');
      expect(outcome(await revokeLast(who ?? '', slug ?? ''))).toBe('204');
    }
    const [one, other] = await overlapping(
      world,
      new InviteMember('dune', 'u-kay', emailOf('grace'), 'member'),
      new InviteMember('coast', 'u-linus', emailOf('grace'), 'member'),
    );
    expect(one.status).toBe('fulfilled');
    expect(other).toMatchObject({ status: 'rejected', reason: { code: 'too-many-invites' } });
    expect(outcome(await revokeLast('kay', 'dune'))).toBe('204');
    expect(outcome(await invite(world, 'kay', 'dune', emailOf('grace')))).toBe('409 too-many-invites');
    expect(outcome(await invite(world, 'linus', 'coast', emailOf('grace').toUpperCase()))).toBe(
      '409 too-many-invites',
    );
    expect(await world.facts(InviteSentIntegrationEvent)).toHaveLength(inviteMails.mostPerAddress);
    expect(outcome(await invite(world, 'ada', 'tide-pool', emailOf('lin')))).toBe('201');
    world.clock.advance(day);
    expect(outcome(await invite(world, 'ada', 'tide-pool', emailOf('grace')))).toBe('201');
  });

  it('of one inviter to one address leave room for others, and do not begin anew with another collective', async () => {
    for (const index of times(inviteMails.mostPerAddressOfOne)) {
      await found(world, 'joan', `wave-${index}`);
      expect(outcome(await invite(world, 'joan', `wave-${index}`, emailOf('grace')))).toBe('201');
      await ask(world, 'joan', 'DELETE', `wave-${index}`);
    }
    await found(world, 'joan', 'reef');
    expect(outcome(await invite(world, 'joan', 'reef', emailOf('grace')))).toBe('409 too-many-invites');
    expect(outcome(await invite(world, 'ada', 'tide-pool', emailOf('grace')))).toBe('201');
  });

  it('that are accepted do not count', async () => {
    for (const _ of times(inviteMails.mostPerAddress + 1)) {
      await join(world, 'ada', 'tide-pool', 'grace', 'member');
      await remove(world, 'ada', 'tide-pool', 'grace');
    }
  });

  it('of one inviter are only so many in a day, to however many addresses, one after another or at once', async () => {
    for (const index of times(inviteMails.mostPerInviter - 1))
      expect(outcome(await invite(world, 'ada', 'tide-pool', emailOf(`guest-${index}`)))).toBe('201');
    await found(world, 'ada', 'reef');
    const [one, other] = await overlapping(
      world,
      new InviteMember('tide-pool', 'u-ada', emailOf('last'), 'member'),
      new InviteMember('reef', 'u-ada', emailOf('late'), 'member'),
    );
    expect(one.status).toBe('fulfilled');
    expect(other).toMatchObject({ status: 'rejected', reason: { code: 'too-many-invites' } });
    await found(world, 'joan', 'coast');
    expect(outcome(await invite(world, 'joan', 'coast', emailOf('grace')))).toBe('201');
  });
});

describe('what says whom an invite asked', () => {
  const cleaned = () => world.app.get(Housekeeping).clean();
  const count = async (table: string) => (await world.rows(`SELECT FROM collectives.${table}`)).length;

  it('is kept of a mail for as long as it limits further ones', async () => {
    await invite(world, 'ada', 'tide-pool', emailOf('stranger'));
    world.clock.advance(inviteMails.withinMs - 1);
    await cleaned();
    expect(await count('invite_mails')).toBe(1);
    world.clock.advance(1);
    await cleaned();
    expect(await count('invite_mails')).toBe(0);
  });

  it('is kept of an invite until it ended, and for a while after its time', async () => {
    await invite(world, 'ada', 'tide-pool', emailOf('stranger'));
    const mail = await lastMail(world);
    world.clock.advance(configuration.inviteLifetimeMs + configuration.endedInviteKeptMs - 1);
    await world.drain();
    await cleaned();
    expect(outcome(await accept(world, 'grace', mail))).toBe('410 invite-expired');
    world.clock.advance(1);
    await cleaned();
    expect(await count('invites')).toBe(0);
    expect(outcome(await accept(world, 'grace', mail))).toBe('404 invite-not-found');
  });
});

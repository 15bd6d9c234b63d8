import { describe, expect, it } from 'vitest';
import {
  AddressNotVerifiedError,
  AlreadyOwnerError,
  CollectiveNotFoundError,
  InviteClosedError,
  InviteExpiredError,
  InviteNotFoundError,
  InviteUsedError,
  LastOwnerError,
  MemberNotFoundError,
  PersonalCollectiveError,
  RoleTooLowError,
  TokenExpiredAlreadyError,
  TokenNotFoundError,
  TooManyTokensError,
} from '../domain/collective.errors.js';
import {
  CollectiveDissolved,
  CollectiveRenamed,
  InviteDeclined,
  InviteExpired,
  InviteRevoked,
  MemberRemoved,
  MemberRoleChanged,
  OwnershipTransferred,
  TokenCreated,
  TokenRevoked,
} from '../domain/collective.events.js';
import { configuration } from '../domain/configuration.js';
import type { Role } from '../domain/role.js';
import { days, grace, invitation, invitee, joan, noon, tidePool, token, tokenOf } from './tide-pool.js';

const of = ['c-1', 'tide-pool'] as const;
const rolesOf = ({ members }: ReturnType<typeof tidePool>) =>
  Object.fromEntries([...members.values()].map(({ username, role }) => [username, role]));

/** Of the members, who is shut out. */
const nobody: ReadonlySet<string> = new Set();

describe('renaming', () => {
  it('changes slug and name, and says what they were', () => {
    const collective = tidePool();
    collective.rename('u-ada', { slug: 'rock-pool', name: 'Rock Pool' }, noon);
    expect(collective.domainEvents).toEqual([
      new CollectiveRenamed(noon, 'c-1', 'tide-pool', 'rock-pool', 'Tide Pool', 'Rock Pool', 'u-ada', false),
    ]);
    expect([collective.slug, collective.name]).toEqual(['rock-pool', 'Rock Pool']);
  });

  it('to what it is called already is nothing that happened', () => {
    const collective = tidePool();
    collective.rename('u-ada', { slug: 'tide-pool', name: 'Tide Pool' }, noon);
    expect(collective.domainEvents).toEqual([]);
  });

  it.each([
    ['owner', true],
    ['admin', true],
    ['member', false],
  ] as const)('as %s: %s', (role, allowed) => {
    const renaming = () => tidePool({ grace: role }).rename('u-grace', { slug: 'x-1', name: 'X' }, noon);
    if (allowed) expect(renaming).not.toThrow();
    else expect(renaming).toThrow(RoleTooLowError);
  });

  it('is not for strangers', () => {
    expect(() => tidePool().rename('u-joan', { slug: 'x-1', name: 'X' }, noon)).toThrow(
      CollectiveNotFoundError,
    );
  });

  it('of a personal collective follows its owner, and says that it is personal', () => {
    const personal = tidePool({}, 'sign-up');
    personal.follow('rock-pool', noon);
    expect(personal.domainEvents).toMatchObject([
      { kind: 'CollectiveRenamed', slug: 'rock-pool', renamedByUserId: 'u-ada', personal: true },
    ]);
  });
});

describe('dissolving', () => {
  it('ends invites and tokens first, and says who belonged to it', () => {
    const collective = tidePool({ grace: 'member' });
    collective.invite('u-ada', invitation('joan'), noon);
    collective.createToken('u-ada', token('t-1'), noon);
    collective.clearEvents();
    collective.dissolve('u-ada', days(1));
    expect(collective.domainEvents).toEqual([
      new InviteRevoked(days(1), ...of, 'i-joan', 'u-ada'),
      new TokenRevoked(days(1), ...of, 't-1', 'u-ada'),
      new CollectiveDissolved(days(1), ...of, 'Tide Pool', 'u-ada', ['u-ada', 'u-grace'], false),
    ]);
    expect(collective.dissolved).toBe(true);
  });

  it.each(['admin', 'member'] as const)('is not for an %s', (role) => {
    const collective = tidePool({ grace: role });
    expect(() => collective.dissolve('u-grace', noon)).toThrow(RoleTooLowError);
    expect(collective.dissolved).toBe(false);
  });

  it('is not possible with a personal collective', () => {
    expect(() => tidePool({}, 'sign-up').dissolve('u-ada', noon)).toThrow(PersonalCollectiveError);
  });
});

describe('an open invite', () => {
  function invited(role: Role = 'member') {
    const collective = tidePool({ joan: 'admin' });
    collective.invite('u-ada', invitation('grace', role), noon);
    collective.clearEvents();
    return collective;
  }

  it('is declined by whoever owns its address, without the token', () => {
    const collective = invited();
    collective.decline('i-grace', invitee(grace), days(1));
    expect(collective.domainEvents).toEqual([
      new InviteDeclined(days(1), ...of, 'i-grace', 'u-grace', 'u-ada'),
    ]);
    expect(collective.members.has('u-grace')).toBe(false);
  });

  it('does not exist for people of another address, or of none', () => {
    expect(() => invited().decline('i-grace', invitee(joan), noon)).toThrow(InviteNotFoundError);
    expect(() => invited().decline('i-grace', null, noon)).toThrow(InviteNotFoundError);
    expect(() => invited().decline('i-joan', invitee(joan), noon)).toThrow(InviteNotFoundError);
  });

  it('is not declined by who has yet to prove the address', () => {
    expect(() => invited().decline('i-grace', invitee(grace, false), noon)).toThrow(AddressNotVerifiedError);
  });

  it('is taken back by whoever may hand out its role, and by nobody else', () => {
    const collective = invited();
    collective.revokeInvite('u-joan', 'i-grace', days(1));
    expect(collective.domainEvents).toEqual([new InviteRevoked(days(1), ...of, 'i-grace', 'u-joan')]);
    expect(() => invited('owner').revokeInvite('u-joan', 'i-grace', noon)).toThrow(RoleTooLowError);
    const member = tidePool({ grace: 'member' });
    member.invite('u-ada', invitation('joan'), noon);
    expect(() => member.revokeInvite('u-grace', 'i-joan', noon)).toThrow(RoleTooLowError);
    expect(() => invited().revokeInvite('u-ada', 'i-joan', noon)).toThrow(InviteNotFoundError);
  });

  it.each([
    ['declined', InviteClosedError],
    ['revoked', InviteClosedError],
    ['accepted', InviteUsedError],
    ['expired', InviteExpiredError],
  ] as const)('that was %s is answered no more', (end, error) => {
    const collective = invited();
    if (end === 'declined') collective.decline('i-grace', invitee(grace), noon);
    if (end === 'revoked') collective.revokeInvite('u-ada', 'i-grace', noon);
    if (end === 'accepted') collective.accept('i-grace', tokenOf('i-grace'), invitee(grace), noon);
    if (end === 'expired') collective.expireInvite('i-grace', days(7));
    collective.clearEvents();
    expect(() => collective.accept('i-grace', tokenOf('i-grace'), invitee(grace), noon)).toThrow(error);
    expect(() => collective.decline('i-grace', invitee(grace), noon)).toThrow(error);
    expect(() => collective.revokeInvite('u-ada', 'i-grace', noon)).toThrow(error);
    collective.expireInvite('i-grace', days(8));
    expect(collective.domainEvents).toEqual([]);
  });

  it('expires at the end of its time and not before, whenever that is noticed', () => {
    const collective = invited();
    collective.expireInvite('i-grace', new Date(days(7).getTime() - 1));
    expect(collective.domainEvents).toEqual([]);
    collective.expireInvite('i-grace', days(9));
    expect(collective.domainEvents).toEqual([new InviteExpired(days(7), ...of, 'i-grace', 'u-ada')]);
  });

  it('that ran out makes room for the next one, and says so', () => {
    const collective = invited();
    collective.invite('u-ada', invitation('grace', 'member', 'i-2'), days(8));
    expect(collective.domainEvents.map(({ kind }) => kind)).toEqual(['InviteExpired', 'InviteSent']);
  });
});

describe('changing a role', () => {
  it('says what it was and what it is', () => {
    const collective = tidePool({ grace: 'member' });
    collective.changeRole('u-ada', 'grace', 'admin', noon);
    expect(collective.domainEvents).toEqual([
      new MemberRoleChanged(noon, ...of, 'u-grace', 'grace', 'member', 'admin', 'u-ada'),
    ]);
    expect(rolesOf(collective)).toEqual({ ada: 'owner', grace: 'admin' });
  });

  it('to the one they have is nothing that happened', () => {
    const collective = tidePool({ grace: 'admin' });
    collective.changeRole('u-ada', 'grace', 'admin', noon);
    expect(collective.domainEvents).toEqual([]);
  });

  it.each([
    ['owner', 'member', 'owner', true],
    ['owner', 'owner', 'member', true],
    ['admin', 'member', 'admin', true],
    ['admin', 'admin', 'member', true],
    ['admin', 'member', 'owner', false],
    ['admin', 'owner', 'member', false],
    ['member', 'member', 'admin', false],
  ] as const)('as %s of a %s to %s: %s', (own, from, to, allowed) => {
    const collective = tidePool({ grace: own, joan: from });
    const changing = () => collective.changeRole('u-grace', 'joan', to, noon);
    if (allowed) expect(changing).not.toThrow();
    else expect(changing).toThrow(RoleTooLowError);
    expect(rolesOf(collective)['joan']).toBe(allowed ? to : from);
  });

  it('never takes the last owner, and lets nobody raise themselves', () => {
    const collective = tidePool({ grace: 'admin' });
    expect(() => collective.changeRole('u-ada', 'ada', 'admin', noon)).toThrow(LastOwnerError);
    expect(() => collective.changeRole('u-grace', 'grace', 'owner', noon)).toThrow(RoleTooLowError);
    const shared = tidePool({ grace: 'owner' });
    shared.changeRole('u-ada', 'ada', 'member', noon);
    expect(() => shared.changeRole('u-grace', 'grace', 'admin', noon)).toThrow(LastOwnerError);
  });

  it('needs a member, and a collective of several', () => {
    expect(() => tidePool().changeRole('u-ada', 'grace', 'admin', noon)).toThrow(MemberNotFoundError);
    expect(() => tidePool({}, 'sign-up').changeRole('u-ada', 'ada', 'member', noon)).toThrow(
      PersonalCollectiveError,
    );
  });
});

describe('transferring the ownership', () => {
  it('makes the other owner and the owner an admin', () => {
    const collective = tidePool({ grace: 'member' });
    collective.transfer('u-ada', 'grace', noon);
    expect(collective.domainEvents).toEqual([
      new MemberRoleChanged(noon, ...of, 'u-grace', 'grace', 'member', 'owner', 'u-ada'),
      new OwnershipTransferred(noon, ...of, 'u-ada', 'ada', 'u-grace', 'grace'),
      new MemberRoleChanged(noon, ...of, 'u-ada', 'ada', 'owner', 'admin', 'u-ada'),
    ]);
    expect(rolesOf(collective)).toEqual({ ada: 'admin', grace: 'owner' });
  });

  it('is for owners, to a member who is none', () => {
    const collective = tidePool({ grace: 'admin', joan: 'owner' });
    expect(() => collective.transfer('u-grace', 'grace', noon)).toThrow(RoleTooLowError);
    expect(() => collective.transfer('u-ada', 'joan', noon)).toThrow(AlreadyOwnerError);
    expect(() => collective.transfer('u-ada', 'ada', noon)).toThrow(AlreadyOwnerError);
    expect(() => collective.transfer('u-ada', 'lin', noon)).toThrow(MemberNotFoundError);
    expect(() => tidePool({}, 'sign-up').transfer('u-ada', 'ada', noon)).toThrow(PersonalCollectiveError);
    expect(collective.domainEvents).toEqual([]);
  });
});

describe('when an account is deleted', () => {
  it('a member goes, and the fact says why', () => {
    const collective = tidePool({ grace: 'admin' });
    collective.depart('u-grace', nobody, noon);
    expect(collective.domainEvents).toEqual([
      new MemberRemoved(noon, ...of, 'u-grace', 'grace', 'admin', 'u-grace', 'account_deleted'),
    ]);
  });

  it('the last owner is followed by the longest-serving admin', () => {
    const collective = tidePool({ grace: 'member', lin: 'admin', joan: 'admin' }, 'founded', {
      grace: 1,
      lin: 3,
      joan: 2,
    });
    collective.depart('u-ada', nobody, days(9));
    expect(collective.domainEvents).toEqual([
      new MemberRoleChanged(days(9), ...of, 'u-joan', 'joan', 'admin', 'owner', 'u-ada'),
      new OwnershipTransferred(days(9), ...of, 'u-ada', 'ada', 'u-joan', 'joan'),
      new MemberRemoved(days(9), ...of, 'u-ada', 'ada', 'owner', 'u-ada', 'account_deleted'),
    ]);
    expect(rolesOf(collective)).toEqual({ grace: 'member', lin: 'admin', joan: 'owner' });
  });

  it('without admins by the longest-serving member', () => {
    const collective = tidePool({ grace: 'member', joan: 'member' }, 'founded', { grace: 2, joan: 1 });
    collective.depart('u-ada', nobody, days(9));
    expect(rolesOf(collective)).toEqual({ grace: 'member', joan: 'owner' });
  });

  it('and whoever is shut out inherits nothing', () => {
    const collective = tidePool({ grace: 'admin', joan: 'member', lin: 'member' }, 'founded', {
      joan: 1,
      lin: 2,
    });
    collective.depart('u-ada', new Set(['u-grace', 'u-joan']), days(9));
    expect(rolesOf(collective)).toEqual({ grace: 'admin', joan: 'member', lin: 'owner' });
  });

  it('what only people are left of who are shut out is dissolved', () => {
    const collective = tidePool({ grace: 'admin' });
    collective.depart('u-ada', new Set(['u-grace']), noon);
    expect(collective.dissolved).toBe(true);
  });

  it('one owner of several has no heir', () => {
    const collective = tidePool({ grace: 'owner', joan: 'member' });
    collective.depart('u-ada', nobody, noon);
    expect(rolesOf(collective)).toEqual({ grace: 'owner', joan: 'member' });
    expect(collective.domainEvents.map(({ kind }) => kind)).toEqual(['MemberRemoved']);
  });

  it.each(['founded', 'sign-up'] as const)('what nobody is left of is dissolved (%s)', (origin) => {
    const collective = tidePool({}, origin);
    collective.depart('u-ada', nobody, noon);
    expect(collective.dissolved).toBe(true);
    expect(collective.domainEvents).toEqual([
      new CollectiveDissolved(noon, ...of, 'Tide Pool', 'u-ada', ['u-ada'], origin === 'sign-up'),
    ]);
  });

  it('the invites that they got count as declined', () => {
    const collective = tidePool();
    collective.invite('u-ada', invitation('grace'), noon);
    collective.invite('u-ada', invitation('joan'), noon);
    collective.clearEvents();
    collective.giveUpInvitesTo(invitee(grace, false), days(1));
    expect(collective.domainEvents).toEqual([
      new InviteDeclined(days(1), ...of, 'i-grace', 'u-grace', 'u-ada'),
    ]);
  });
});

describe('a token', () => {
  it('is made and revoked by those who look after the collective', () => {
    const collective = tidePool({ grace: 'admin' });
    collective.createToken('u-grace', token('t-1'), noon);
    collective.revokeToken('u-ada', 't-1', days(1));
    expect(collective.domainEvents).toEqual([
      new TokenCreated(noon, ...of, 't-1', 'builds', ['extensions:write'], 'u-grace'),
      new TokenRevoked(days(1), ...of, 't-1', 'u-ada'),
    ]);
    expect(collective.tokens.size).toBe(0);
  });

  it('is no business of members and strangers', () => {
    const collective = tidePool({ grace: 'member' });
    collective.createToken('u-ada', token('t-1'), noon);
    expect(() => collective.createToken('u-grace', token('t-2'), noon)).toThrow(RoleTooLowError);
    expect(() => collective.revokeToken('u-grace', 't-1', noon)).toThrow(RoleTooLowError);
    expect(() => collective.createToken('u-joan', token('t-2'), noon)).toThrow(CollectiveNotFoundError);
    expect(() => collective.revokeToken('u-ada', 't-2', noon)).toThrow(TokenNotFoundError);
  });

  it('expires in the future or never, and there are only so many', () => {
    const collective = tidePool({}, 'sign-up');
    expect(() => collective.createToken('u-ada', token('t-0', noon), noon)).toThrow(TokenExpiredAlreadyError);
    for (let made = 0; made < configuration.mostTokens; made += 1)
      collective.createToken('u-ada', token(`t-${made}`, days(1)), noon);
    expect(() => collective.createToken('u-ada', token('t-more'), noon)).toThrow(TooManyTokensError);
  });

  it.each([
    ['is removed', (c: ReturnType<typeof tidePool>) => c.remove('u-ada', 'grace', noon)],
    ['leaves', (c: ReturnType<typeof tidePool>) => c.leave('u-grace', noon)],
    ['is gone with the account', (c: ReturnType<typeof tidePool>) => c.depart('u-grace', nobody, noon)],
    ['becomes a member', (c: ReturnType<typeof tidePool>) => c.changeRole('u-ada', 'grace', 'member', noon)],
  ] as const)('ends when whoever made it %s', (_how, happens) => {
    const collective = tidePool({ grace: 'admin' });
    collective.createToken('u-grace', token('t-grace'), noon);
    collective.createToken('u-ada', token('t-ada'), noon);
    collective.clearEvents();
    happens(collective);
    expect([...collective.tokens.keys()]).toEqual(['t-ada']);
    expect(collective.domainEvents.at(-1)).toMatchObject({ kind: 'TokenRevoked', tokenId: 't-grace' });
  });
});

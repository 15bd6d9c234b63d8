import { describe, expect, it } from 'vitest';
import { Collective } from '../domain/collective.js';
import {
  AddressNotVerifiedError,
  AlreadyMemberError,
  CollectiveNotFoundError,
  InviteExpiredError,
  InviteForOtherAddressError,
  InviteNotFoundError,
  InvitePendingError,
  InviteUsedError,
  LastOwnerError,
  MemberNotFoundError,
  NotImportedError,
  PersonalCollectiveError,
  RoleTooLowError,
} from '../domain/collective.errors.js';
import {
  CollectiveFounded,
  InviteAccepted,
  InviteSent,
  MemberJoined,
  MemberRemoved,
} from '../domain/collective.events.js';
import { ada, days, grace, invitation, invitee, joan, noon, tidePool, tokenOf } from './tide-pool.js';

describe('a collective', () => {
  it('is founded with its founder as owner', () => {
    const founded = Collective.found(
      { id: 'c-1', slug: 'tide-pool', name: 'Tide Pool', origin: 'founded' },
      ada,
      noon,
    );
    expect(founded.domainEvents).toEqual([
      new CollectiveFounded(noon, 'c-1', 'tide-pool', 'Tide Pool', false, 'u-ada', 'ada'),
      new MemberJoined(noon, 'c-1', 'tide-pool', 'u-ada', 'ada', 'owner'),
    ]);
  });

  it('is personal when it came with an account', () => {
    const founded = Collective.found({ id: 'c-1', slug: 'ada', name: 'Ada', origin: 'sign-up' }, ada, noon);
    expect(founded.personal).toBe(true);
    expect(founded.domainEvents[0]).toMatchObject({ personal: true });
  });
});

describe('inviting', () => {
  it('records the address and the token in the event and nowhere else', () => {
    const collective = tidePool();
    collective.invite('u-ada', invitation('grace', 'admin'), noon);
    expect(collective.domainEvents).toEqual([
      new InviteSent(
        noon,
        'c-1',
        'tide-pool',
        'i-grace',
        'grace@example.org',
        'admin',
        'u-ada',
        'token of i-grace',
        days(7),
      ),
    ]);
    expect(JSON.stringify([...collective.invites])).not.toMatch(/@example|"token of/);
  });

  it.each([
    ['owner', 'owner', true],
    ['owner', 'admin', true],
    ['owner', 'member', true],
    ['admin', 'owner', false],
    ['admin', 'admin', true],
    ['admin', 'member', true],
    ['member', 'owner', false],
    ['member', 'admin', false],
    ['member', 'member', false],
  ] as const)('as %s a future %s: %s', (own, role, allowed) => {
    const collective = tidePool({ grace: own });
    const inviting = () => collective.invite('u-grace', invitation('joan', role), noon);
    if (allowed) expect(inviting).not.toThrow();
    else expect(inviting).toThrow(RoleTooLowError);
    expect(collective.domainEvents).toHaveLength(allowed ? 1 : 0);
  });

  it('is not for strangers', () => {
    expect(() => tidePool().invite('u-grace', invitation('joan'), noon)).toThrow(CollectiveNotFoundError);
  });

  it('is not possible to a personal collective', () => {
    expect(() => tidePool({}, 'sign-up').invite('u-ada', invitation('joan'), noon)).toThrow(
      PersonalCollectiveError,
    );
  });

  it('is refused while the same address has an open invite', () => {
    const collective = tidePool();
    collective.invite('u-ada', invitation('grace'), noon);
    expect(() => collective.invite('u-ada', invitation('grace', 'admin', 'i-2'), days(6.9))).toThrow(
      InvitePendingError,
    );
    collective.invite('u-ada', invitation('joan'), days(6.9));
  });

  it('is possible again once the earlier invite ran out', () => {
    const collective = tidePool();
    collective.invite('u-ada', invitation('grace'), noon);
    collective.invite('u-ada', invitation('grace', 'member', 'i-2'), days(7));
    expect([...collective.invites.values()].map(({ id, status }) => [id, status])).toEqual([
      ['i-grace', 'expired'],
      ['i-2', 'pending'],
    ]);
    expect(() => collective.accept('i-grace', tokenOf('i-grace'), invitee(grace), days(7))).toThrow(
      InviteExpiredError,
    );
  });
});

describe('accepting', () => {
  function invited(role: 'admin' | 'member' = 'member') {
    const collective = tidePool();
    collective.invite('u-ada', invitation('grace', role), noon);
    collective.clearEvents();
    return collective;
  }

  it('makes the invitee a member in the role of the invite', () => {
    const collective = invited('admin');
    collective.accept('i-grace', tokenOf('i-grace'), invitee(grace), days(1));
    expect(collective.domainEvents).toEqual([
      new InviteAccepted(days(1), 'c-1', 'tide-pool', 'i-grace', 'u-grace', 'grace', 'admin', 'u-ada'),
      new MemberJoined(days(1), 'c-1', 'tide-pool', 'u-grace', 'grace', 'admin'),
    ]);
    expect(collective.members.get('u-grace')).toEqual({ ...grace, role: 'admin', joinedAt: days(1) });
  });

  it('works once', () => {
    const collective = invited();
    collective.accept('i-grace', tokenOf('i-grace'), invitee(grace), days(1));
    expect(() => collective.accept('i-grace', tokenOf('i-grace'), invitee(grace), days(2))).toThrow(
      InviteUsedError,
    );
  });

  it('works for seven days', () => {
    const just = new Date(days(7).getTime() - 1);
    expect(() => invited().accept('i-grace', tokenOf('i-grace'), invitee(grace), days(7))).toThrow(
      InviteExpiredError,
    );
    expect(() => invited().accept('i-grace', tokenOf('i-grace'), invitee(grace), just)).not.toThrow();
  });

  it('needs the token that belongs to the invite', () => {
    expect(() => invited().accept('i-grace', tokenOf('i-joan'), invitee(grace), days(1))).toThrow(
      InviteNotFoundError,
    );
    expect(() => invited().accept('i-joan', tokenOf('i-joan'), invitee(grace), days(1))).toThrow(
      InviteNotFoundError,
    );
  });

  it('needs the address that was invited, and that it is verified', () => {
    const token = tokenOf('i-grace');
    expect(() => invited().accept('i-grace', token, invitee(joan), noon)).toThrow(InviteForOtherAddressError);
    expect(() => invited().accept('i-grace', token, invitee(grace, false), noon)).toThrow(
      AddressNotVerifiedError,
    );
    expect(() => invited().accept('i-grace', token, null, noon)).toThrow(AddressNotVerifiedError);
    const imported = { ...grace, addressFingerprint: null, addressVerified: false };
    expect(() => invited().accept('i-grace', token, imported, noon)).toThrow(AddressNotVerifiedError);
  });

  it('is refused to who is a member already', () => {
    const collective = tidePool({ grace: 'member' });
    collective.invite('u-ada', invitation('grace', 'admin'), noon);
    expect(() => collective.accept('i-grace', tokenOf('i-grace'), invitee(grace), noon)).toThrow(
      AlreadyMemberError,
    );
  });
});

describe('removing', () => {
  it('says what the member was before nothing is left of them', () => {
    const collective = tidePool({ grace: 'admin' });
    collective.remove('u-ada', 'grace', days(1));
    expect(collective.domainEvents).toEqual([
      new MemberRemoved(days(1), 'c-1', 'tide-pool', 'u-grace', 'grace', 'admin', 'u-ada', 'removed'),
    ]);
    expect(collective.members.has('u-grace')).toBe(false);
  });

  it('of oneself is leaving, and everybody may', () => {
    const collective = tidePool({ grace: 'member' });
    collective.remove('u-grace', 'grace', noon);
    expect(collective.domainEvents).toMatchObject([{ reason: 'left', removedByUserId: 'u-grace' }]);
  });

  it.each([
    ['owner', 'owner', true],
    ['owner', 'admin', true],
    ['admin', 'owner', false],
    ['admin', 'admin', true],
    ['admin', 'member', true],
    ['member', 'member', false],
  ] as const)('as %s an %s: %s', (own, role, allowed) => {
    const collective = tidePool({ grace: own, joan: role });
    const removing = () => collective.remove('u-grace', 'joan', noon);
    if (allowed) expect(removing).not.toThrow();
    else expect(removing).toThrow(RoleTooLowError);
    expect(collective.members.has('u-joan')).toBe(!allowed);
  });

  it('never takes the last owner', () => {
    const collective = tidePool({ grace: 'admin' });
    expect(() => collective.remove('u-ada', 'ada', noon)).toThrow(LastOwnerError);
    const shared = tidePool({ grace: 'owner' });
    shared.remove('u-ada', 'ada', noon);
    expect(() => shared.remove('u-grace', 'grace', noon)).toThrow(LastOwnerError);
  });

  it('leaves a personal collective as it is', () => {
    const personal = tidePool({}, 'sign-up');
    expect(() => personal.remove('u-ada', 'ada', noon)).toThrow(PersonalCollectiveError);
    expect(personal.domainEvents).toEqual([]);
  });

  it('needs a member, and somebody who is one', () => {
    expect(() => tidePool().remove('u-ada', 'grace', noon)).toThrow(MemberNotFoundError);
    expect(() => tidePool().remove('u-grace', 'ada', noon)).toThrow(CollectiveNotFoundError);
  });
});

describe('admitting by an import', () => {
  it('makes a member since when they were one elsewhere', () => {
    const collective = tidePool({}, 'import');
    expect(collective.admit(grace, days(-30))).toBe(true);
    expect(collective.domainEvents).toEqual([
      new MemberJoined(days(-30), 'c-1', 'tide-pool', 'u-grace', 'grace', 'member'),
    ]);
  });

  it('a second time changes nothing, even for who has left since', () => {
    const collective = tidePool({}, 'import');
    collective.admit(grace, noon);
    collective.remove('u-grace', 'grace', days(1));
    collective.clearEvents();
    expect(collective.admit(grace, noon)).toBe(false);
    expect(collective.admit(ada, noon)).toBe(false);
    expect(collective.domainEvents).toEqual([]);
  });

  it('is only for collectives that came from an import', () => {
    expect(() => tidePool().admit(grace, noon)).toThrow(NotImportedError);
    expect(() => tidePool({}, 'sign-up').admit(grace, noon)).toThrow(NotImportedError);
  });
});

import {
  AddressNotVerifiedError,
  InviteClosedError,
  InviteExpiredError,
  InviteForOtherAddressError,
  InviteNotFoundError,
  InvitePendingError,
  InviteUsedError,
} from './collective.errors.js';
import {
  InviteAccepted,
  InviteDeclined,
  InviteExpired,
  InviteRevoked,
  InviteSent,
} from './collective.events.js';
import type { Whole } from './collective-state.js';
import { configuration } from './configuration.js';
import type { Named } from './member.js';
import type { Role } from './role.js';

/**
 * Somebody was asked to become a member. It knows the address and the token only by their fingerprints, so nothing that
 * is stored lets anyone write to the person or answer in their place.
 */
export interface Invite {
  readonly id: string;
  readonly addressFingerprint: string;
  readonly tokenFingerprint: string;
  readonly role: Role;
  readonly invitedByUserId: string;
  readonly sentAt: Date;
  readonly expiresAt: Date;
  /** `pending` until it is answered, taken back, or found to have run out. */
  readonly status: 'pending' | 'accepted' | 'declined' | 'revoked' | 'expired';
}

/** An address and a token as they go into the mail, beside the fingerprints that stay. */
export interface Invitation {
  readonly inviteId: string;
  readonly email: string;
  readonly addressFingerprint: string;
  readonly token: string;
  readonly tokenFingerprint: string;
  readonly role: Role;
}

/** What is known of the address of somebody who answers an invite. */
export interface Invitee extends Named {
  /** Null for people without an address. */
  readonly addressFingerprint: string | null;
  readonly addressVerified: boolean;
}

export function hasExpired(invite: Invite, at: Date): boolean {
  return invite.expiresAt.getTime() <= at.getTime();
}

/** The invites of one collective: those that are open, and whichever was asked for. */
export class Invites {
  private readonly byId: Map<string, Invite>;

  constructor(
    invites: readonly Invite[],
    private readonly of: Whole,
  ) {
    this.byId = new Map(invites.map((invite) => [invite.id, invite]));
  }

  get all(): ReadonlyMap<string, Invite> {
    return this.byId;
  }

  get pending(): Invite[] {
    return [...this.byId.values()].filter(({ status }) => status === 'pending');
  }

  /** @throws {InviteNotFoundError} */
  withId(inviteId: string): Invite {
    const invite = this.byId.get(inviteId);
    if (invite === undefined) throw new InviteNotFoundError();
    return invite;
  }

  /** One that can still be answered, for whoever holds its token. To everybody else it does not exist. */
  withToken(inviteId: string, tokenFingerprint: string, at: Date): Invite {
    const invite = this.withId(inviteId);
    if (invite.tokenFingerprint !== tokenFingerprint) throw new InviteNotFoundError();
    refuseUnlessOpen(invite, at);
    return invite;
  }

  /** One that can still be answered, for whoever has its address. To everybody else it does not exist. */
  withAddress(inviteId: string, addressFingerprint: string | null, at: Date): Invite {
    const invite = this.withId(inviteId);
    if (invite.addressFingerprint !== addressFingerprint) throw new InviteNotFoundError();
    refuseUnlessOpen(invite, at);
    return invite;
  }

  /**
   * Begins the time in which it can be answered. One open invite per address; an older one that ran out makes room.
   * @throws {InvitePendingError}
   */
  open(invitation: Invitation, byUserId: string, at: Date): void {
    const { inviteId, email, token, addressFingerprint, tokenFingerprint, role } = invitation;
    for (const earlier of this.pending.filter((one) => one.addressFingerprint === addressFingerprint)) {
      if (!hasExpired(earlier, at)) throw new InvitePendingError(this.of.slug, earlier.expiresAt);
      this.runOut(earlier);
    }
    const expiresAt = new Date(at.getTime() + configuration.inviteLifetimeMs);
    this.byId.set(inviteId, {
      id: inviteId,
      addressFingerprint,
      tokenFingerprint,
      role,
      invitedByUserId: byUserId,
      sentAt: at,
      expiresAt,
      status: 'pending',
    });
    const { id, slug } = this.of;
    this.of.tell(new InviteSent(at, id, slug, inviteId, email, role, byUserId, token, expiresAt));
  }

  accept({ id: inviteId, role, invitedByUserId }: Invite, { userId, username }: Named, at: Date): void {
    this.close(inviteId, 'accepted');
    const { id, slug } = this.of;
    this.of.tell(new InviteAccepted(at, id, slug, inviteId, userId, username, role, invitedByUserId));
  }

  decline({ id, invitedByUserId }: Invite, userId: string, at: Date): void {
    this.close(id, 'declined');
    this.of.tell(new InviteDeclined(at, this.of.id, this.of.slug, id, userId, invitedByUserId));
  }

  withdraw({ id }: Invite, byUserId: string, at: Date): void {
    this.close(id, 'revoked');
    this.of.tell(new InviteRevoked(at, this.of.id, this.of.slug, id, byUserId));
  }

  /** It ended when its time was over, whenever that is noticed. */
  runOut({ id, expiresAt, invitedByUserId }: Invite): void {
    this.close(id, 'expired');
    this.of.tell(new InviteExpired(expiresAt, this.of.id, this.of.slug, id, invitedByUserId));
  }

  private close(inviteId: string, status: Exclude<Invite['status'], 'pending'>): void {
    this.byId.set(inviteId, { ...this.withId(inviteId), status });
  }
}

/** @throws {InviteUsedError} @throws {InviteClosedError} @throws {InviteExpiredError} */
export function refuseUnlessOpen(invite: Invite, at: Date): void {
  if (invite.status === 'accepted') throw new InviteUsedError();
  if (invite.status === 'declined' || invite.status === 'revoked') throw new InviteClosedError(invite.status);
  if (invite.status === 'expired' || hasExpired(invite, at)) throw new InviteExpiredError();
}

/**
 * The person, if the invite is theirs: they own its address, verified.
 * @throws {AddressNotVerifiedError} @throws {InviteForOtherAddressError}
 */
export function theirs(
  { addressFingerprint }: Pick<Invite, 'addressFingerprint'>,
  invitee: Invitee | null,
): Named {
  if (invitee?.addressVerified !== true) throw new AddressNotVerifiedError();
  if (invitee.addressFingerprint !== addressFingerprint) throw new InviteForOtherAddressError();
  return invitee;
}

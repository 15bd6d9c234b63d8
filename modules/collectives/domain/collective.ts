import { AggregateRoot } from '@boardwalk/domain';
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
} from './collective.errors.js';
import {
  CollectiveFounded,
  type CollectivesEvent,
  InviteAccepted,
  InviteSent,
  MemberJoined,
  MemberRemoved,
} from './collective.events.js';
import { hasExpired, type Invite, inviteLifetime, isOpen } from './invite.js';
import { mayManage, type Role } from './role.js';

/** The road by which a collective came to be. */
export type Origin = 'sign-up' | 'founded' | 'import';

export interface Named {
  readonly userId: string;
  readonly username: string;
}

export interface Member extends Named {
  readonly role: Role;
  readonly joinedAt: Date;
}

/** What is known of the address of somebody who answers an invite. */
export interface Invitee extends Named {
  /** Null for people without an address. */
  readonly addressFingerprint: string | null;
  readonly addressVerified: boolean;
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

export interface CollectiveState {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly origin: Origin;
  readonly founderUserId: string;
  readonly foundedAt: Date;
  readonly version: number;
  readonly members: readonly Member[];
  readonly invites: readonly Invite[];
  /** User ids of everybody whom an import ever took in. */
  readonly admitted: readonly string[];
}

/** People under one slug, with roles, and the invites that are under way. */
export class Collective extends AggregateRoot<CollectivesEvent> {
  private readonly membersById: Map<string, Member>;
  private readonly invitesById: Map<string, Invite>;
  private readonly admittedIds: Set<string>;

  private constructor(private readonly state: CollectiveState) {
    super(state.version);
    this.membersById = new Map(state.members.map((member) => [member.userId, member]));
    this.invitesById = new Map(state.invites.map((invite) => [invite.id, invite]));
    this.admittedIds = new Set(state.admitted);
  }

  static restore(state: CollectiveState): Collective {
    return new Collective(state);
  }

  /** @param slug one that was claimed for this id */
  static found(
    fields: { id: string; slug: string; name: string; origin: Origin },
    founder: Named,
    at: Date,
  ): Collective {
    const collective = new Collective({
      ...fields,
      founderUserId: founder.userId,
      foundedAt: at,
      version: 0,
      members: [],
      invites: [],
      admitted: [],
    });
    const { id, slug, name, personal } = collective;
    collective.addDomainEvent(
      new CollectiveFounded(at, id, slug, name, personal, founder.userId, founder.username),
    );
    collective.join(founder, 'owner', at);
    return collective;
  }

  get id(): string {
    return this.state.id;
  }

  get slug(): string {
    return this.state.slug;
  }

  get name(): string {
    return this.state.name;
  }

  get origin(): Origin {
    return this.state.origin;
  }

  get founderUserId(): string {
    return this.state.founderUserId;
  }

  get foundedAt(): Date {
    return this.state.foundedAt;
  }

  /** The one that somebody got at sign-up. */
  get personal(): boolean {
    return this.state.origin === 'sign-up';
  }

  get members(): ReadonlyMap<string, Member> {
    return this.membersById;
  }

  get invites(): ReadonlyMap<string, Invite> {
    return this.invitesById;
  }

  get admitted(): ReadonlySet<string> {
    return this.admittedIds;
  }

  /** Asks somebody by e-mail. One open invite per address; an older one that ran out makes room. */
  invite(byUserId: string, invitation: Invitation, at: Date): void {
    const inviter = this.memberWithId(byUserId);
    this.refuseIfPersonal();
    if (!mayManage(inviter.role, invitation.role)) throw new RoleTooLowError(inviter.role, invitation.role);
    for (const earlier of this.invitesById.values()) {
      if (earlier.addressFingerprint !== invitation.addressFingerprint || earlier.status !== 'pending')
        continue;
      if (isOpen(earlier, at)) throw new InvitePendingError(this.slug, earlier.expiresAt);
      this.invitesById.set(earlier.id, { ...earlier, status: 'expired' });
    }
    const { inviteId, email, token, addressFingerprint, tokenFingerprint, role } = invitation;
    this.invitesById.set(inviteId, {
      id: inviteId,
      addressFingerprint,
      tokenFingerprint,
      role,
      invitedByUserId: byUserId,
      sentAt: at,
      expiresAt: new Date(at.getTime() + inviteLifetime),
      status: 'pending',
    });
    this.addDomainEvent(new InviteSent(at, this.id, this.slug, inviteId, email, role, byUserId, token));
  }

  /**
   * Whoever answers must hold the token and own the address, both.
   * @param invitee null for somebody of whom nothing is known
   */
  accept(inviteId: string, tokenFingerprint: string, invitee: Invitee | null, at: Date): void {
    const invite = this.invitesById.get(inviteId);
    if (invite === undefined || invite.tokenFingerprint !== tokenFingerprint) throw new InviteNotFoundError();
    if (invite.status === 'accepted') throw new InviteUsedError();
    if (invite.status === 'expired' || hasExpired(invite, at)) throw new InviteExpiredError();
    if (invitee?.addressVerified !== true) throw new AddressNotVerifiedError();
    if (invitee.addressFingerprint !== invite.addressFingerprint) throw new InviteForOtherAddressError();
    if (this.membersById.has(invitee.userId)) throw new AlreadyMemberError(this.slug, invitee.username);
    this.invitesById.set(inviteId, { ...invite, status: 'accepted' });
    const { userId, username } = invitee;
    this.addDomainEvent(
      new InviteAccepted(
        at,
        this.id,
        this.slug,
        inviteId,
        userId,
        username,
        invite.role,
        invite.invitedByUserId,
      ),
    );
    this.join(invitee, invite.role, at);
  }

  /** Shows a member the door, or lets them leave by themselves. */
  remove(byUserId: string, username: string, at: Date): void {
    const remover = this.memberWithId(byUserId);
    const member = [...this.membersById.values()].find((one) => one.username === username);
    if (member === undefined) throw new MemberNotFoundError(this.slug, username);
    this.refuseIfPersonal();
    const leaves = member.userId === byUserId;
    if (!leaves && !mayManage(remover.role, member.role))
      throw new RoleTooLowError(remover.role, member.role);
    if (member.role === 'owner' && this.ownerCount() === 1) throw new LastOwnerError(this.slug);
    this.membersById.delete(member.userId);
    const reason = leaves ? 'left' : 'removed';
    this.addDomainEvent(
      new MemberRemoved(at, this.id, this.slug, member.userId, username, member.role, byUserId, reason),
    );
  }

  /**
   * Takes in a person whom an import names, without an invite. Only for collectives that an import founded. False for
   * whom it took in before, even if they have left since: importing the same again changes nothing.
   */
  admit(person: Named, at: Date): boolean {
    if (this.state.origin !== 'import') throw new NotImportedError(this.slug);
    const { userId } = person;
    if (this.founderUserId === userId || this.admittedIds.has(userId) || this.membersById.has(userId))
      return false;
    this.admittedIds.add(userId);
    this.join(person, 'member', at);
    return true;
  }

  private join({ userId, username }: Named, role: Role, at: Date): void {
    this.membersById.set(userId, { userId, username, role, joinedAt: at });
    this.addDomainEvent(new MemberJoined(at, this.id, this.slug, userId, username, role));
  }

  private memberWithId(userId: string): Member {
    const member = this.membersById.get(userId);
    if (member === undefined) throw new CollectiveNotFoundError(this.slug);
    return member;
  }

  private refuseIfPersonal(): void {
    if (this.personal) throw new PersonalCollectiveError(this.slug);
  }

  private ownerCount(): number {
    return [...this.membersById.values()].filter((member) => member.role === 'owner').length;
  }
}

import { AggregateRoot } from '@boardwalk/domain';
import {
  AlreadyMemberError,
  AlreadyOwnerError,
  CollectiveNotFoundError,
  InvitePendingError,
  LastOwnerError,
  MemberNotFoundError,
  NotImportedError,
  PersonalCollectiveError,
  RoleTooLowError,
} from './collective.errors.js';
import {
  CollectiveDissolved,
  CollectiveFounded,
  CollectiveRenamed,
  type CollectivesEvent,
  InviteAccepted,
  InviteDeclined,
  InviteExpired,
  InviteRevoked,
  InviteSent,
  MemberJoined,
  MemberRemoved,
  MemberRoleChanged,
  OwnershipTransferred,
  TokenCreated,
  TokenRevoked,
} from './collective.events.js';
import type { CollectiveState, Origin } from './collective-state.js';
import { type CollectiveToken, CollectiveTokens, type NewCollectiveToken } from './collective-token.js';
import {
  hasExpired,
  type Invitation,
  type Invite,
  type Invitee,
  Invites,
  refuseUnlessOpen,
  theirs,
} from './invite.js';
import { type Member, Members, type Named } from './member.js';
import { looksAfter, mayManage, type Role } from './role.js';

/** People under one slug, with roles, the invites that are under way, and the tokens of their programs. */
export class Collective extends AggregateRoot<CollectivesEvent> {
  private current: Pick<CollectiveState, 'slug' | 'name'>;
  private ended = false;
  private readonly roll: Members;
  private readonly book: Invites;
  private readonly keys: CollectiveTokens;
  private readonly admittedIds: Set<string>;

  private constructor(private readonly state: CollectiveState) {
    super(state.version);
    this.current = { slug: state.slug, name: state.name };
    this.roll = new Members(state.members);
    this.book = new Invites(state.invites);
    this.keys = new CollectiveTokens(state.tokens);
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
      tokens: [],
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
    return this.current.slug;
  }

  get name(): string {
    return this.current.name;
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

  /** Whether nothing of it is to be kept but its slugs, which are nobody else's for ever. */
  get dissolved(): boolean {
    return this.ended;
  }

  get members(): ReadonlyMap<string, Member> {
    return this.roll.all;
  }

  get invites(): ReadonlyMap<string, Invite> {
    return this.book.all;
  }

  get tokens(): ReadonlyMap<string, CollectiveToken> {
    return this.keys.all;
  }

  get admitted(): ReadonlySet<string> {
    return this.admittedIds;
  }

  /** @param slug one that is claimed for this collective, or the one it has */
  rename(byUserId: string, { slug, name }: { slug: string; name: string }, at: Date): void {
    this.refuseUnlessLookedAfterBy(byUserId, 'rename the collective');
    this.call(slug, name, byUserId, at);
  }

  /** The owner of a personal collective goes by another name. @param slug one that is claimed for this collective */
  follow(slug: string, at: Date): void {
    this.call(slug, this.name, this.founderUserId, at);
  }

  /** Ends it for everybody. Whether its extensions allow that is asked elsewhere. */
  dissolve(byUserId: string, at: Date): void {
    const { role } = this.memberWithId(byUserId);
    this.refuseIfPersonal();
    if (role !== 'owner') throw new RoleTooLowError(role, 'dissolve the collective');
    this.end(byUserId, at);
  }

  /** Asks somebody by e-mail. One open invite per address; an older one that ran out makes room. */
  invite(byUserId: string, invitation: Invitation, at: Date): void {
    const inviter = this.memberWithId(byUserId);
    this.refuseIfPersonal();
    const { inviteId, email, token, addressFingerprint, role } = invitation;
    if (!mayManage(inviter.role, role)) throw new RoleTooLowError(inviter.role, `invite ${role}s`);
    for (const earlier of this.book.pending.filter((one) => one.addressFingerprint === addressFingerprint)) {
      if (!hasExpired(earlier, at)) throw new InvitePendingError(this.slug, earlier.expiresAt);
      this.runOut(earlier);
    }
    const { expiresAt } = this.book.open(invitation, byUserId, at);
    this.addDomainEvent(
      new InviteSent(at, this.id, this.slug, inviteId, email, role, byUserId, token, expiresAt),
    );
  }

  /**
   * Whoever says yes must hold the token and own the address, both.
   * @param invitee null for somebody of whom nothing is known
   */
  accept(inviteId: string, tokenFingerprint: string, invitee: Invitee | null, at: Date): void {
    const { role, invitedByUserId, ...invite } = this.book.withToken(inviteId, tokenFingerprint, at);
    const { userId, username } = theirs(invite, invitee);
    if (this.members.has(userId)) throw new AlreadyMemberError(this.slug, username);
    this.book.close(inviteId, 'accepted');
    this.addDomainEvent(
      new InviteAccepted(at, this.id, this.slug, inviteId, userId, username, role, invitedByUserId),
    );
    this.join({ userId, username }, role, at);
  }

  /** Whoever says no must own the address; to everybody else the invite does not exist. */
  decline(inviteId: string, invitee: Invitee | null, at: Date): void {
    const invite = this.book.withAddress(inviteId, invitee?.addressFingerprint ?? null, at);
    this.refuseOnBehalfOf(invite, theirs(invite, invitee).userId, at);
  }

  revokeInvite(byUserId: string, inviteId: string, at: Date): void {
    const { role } = this.memberWithId(byUserId);
    const invite = this.book.withId(inviteId);
    if (!mayManage(role, invite.role))
      throw new RoleTooLowError(role, `take back invites for ${invite.role}s`);
    refuseUnlessOpen(invite, at);
    this.withdraw(invite, byUserId, at);
  }

  /** Its time is over, unless it was answered. */
  expireInvite(inviteId: string, at: Date): void {
    const invite = this.book.withId(inviteId);
    if (invite.status === 'pending' && hasExpired(invite, at)) this.runOut(invite);
  }

  /** The account that owned the address is gone, and so nobody will answer. */
  giveUpInvitesTo({ userId, addressFingerprint }: Invitee, at: Date): void {
    for (const invite of this.book.pending)
      if (invite.addressFingerprint === addressFingerprint) this.refuseOnBehalfOf(invite, userId, at);
  }

  /** Shows a member the door. */
  remove(byUserId: string, username: string, at: Date): void {
    const remover = this.memberWithId(byUserId);
    const member = this.memberNamed(username);
    if (member.userId === byUserId) return this.leave(byUserId, at);
    if (!mayManage(remover.role, member.role))
      throw new RoleTooLowError(remover.role, `remove ${member.role}s`);
    this.take(member, byUserId, 'removed', at);
  }

  leave(userId: string, at: Date): void {
    const member = this.memberWithId(userId);
    this.refuseIfPersonal();
    if (this.roll.isLastOwner(member)) throw new LastOwnerError(this.slug);
    this.take(member, userId, 'left', at);
  }

  /** The account of a member is gone. What they were the last owner of passes on, or ends where nobody is left. */
  depart(userId: string, at: Date): void {
    const member = this.memberWithId(userId);
    const heir = this.roll.heirOf(member);
    if (heir === undefined) return this.end(userId, at);
    if (this.roll.isLastOwner(member)) this.handOver(member, heir, userId, at);
    this.take(member, userId, 'account_deleted', at);
  }

  changeRole(byUserId: string, username: string, role: Role, at: Date): void {
    const own = this.memberWithId(byUserId).role;
    const member = this.memberNamed(username);
    this.refuseIfPersonal();
    for (const touched of [member.role, role])
      if (!mayManage(own, touched)) throw new RoleTooLowError(own, `make ${member.role}s ${role}s`);
    if (role !== 'owner' && this.roll.isLastOwner(member)) throw new LastOwnerError(this.slug);
    this.assign(member, role, byUserId, at);
  }

  /** An owner makes another member owner in their place, and stays as an admin. */
  transfer(byUserId: string, toUsername: string, at: Date): void {
    const owner = this.memberWithId(byUserId);
    const heir = this.memberNamed(toUsername);
    this.refuseIfPersonal();
    if (owner.role !== 'owner') throw new RoleTooLowError(owner.role, 'transfer the ownership');
    if (heir.role === 'owner') throw new AlreadyOwnerError(this.slug, toUsername);
    this.handOver(owner, heir, byUserId, at);
    this.assign(owner, 'admin', byUserId, at);
  }

  createToken(byUserId: string, token: NewCollectiveToken, at: Date): void {
    this.refuseUnlessLookedAfterBy(byUserId, 'make tokens');
    const { id, name, scopes } = token;
    this.keys.add({ ...token, createdByUserId: byUserId, createdAt: at }, this.slug);
    this.addDomainEvent(new TokenCreated(at, this.id, this.slug, id, name, scopes, byUserId));
  }

  revokeToken(byUserId: string, tokenId: string, at: Date): void {
    this.refuseUnlessLookedAfterBy(byUserId, 'revoke tokens');
    this.cancel(this.keys.withId(tokenId, this.slug), byUserId, at);
  }

  /**
   * Takes in a person whom an import names, without an invite. Only for collectives that an import founded. False for
   * whom it took in before, even if they have left since: importing the same again changes nothing.
   */
  admit(person: Named, at: Date): boolean {
    if (this.state.origin !== 'import') throw new NotImportedError(this.slug);
    const { userId } = person;
    if (this.founderUserId === userId || this.admittedIds.has(userId) || this.members.has(userId))
      return false;
    this.admittedIds.add(userId);
    this.join(person, 'member', at);
    return true;
  }

  private call(slug: string, name: string, byUserId: string, at: Date): void {
    const before = this.current;
    if (before.slug === slug && before.name === name) return;
    this.current = { slug, name };
    this.addDomainEvent(
      new CollectiveRenamed(at, this.id, before.slug, slug, before.name, name, byUserId, this.personal),
    );
  }

  private end(byUserId: string, at: Date): void {
    for (const invite of this.book.pending) this.withdraw(invite, byUserId, at);
    for (const token of [...this.tokens.values()]) this.cancel(token, byUserId, at);
    this.ended = true;
    const members = [...this.members.keys()];
    this.addDomainEvent(
      new CollectiveDissolved(at, this.id, this.slug, this.name, byUserId, members, this.personal),
    );
  }

  private join({ userId, username }: Named, role: Role, at: Date): void {
    this.roll.put({ userId, username, role, joinedAt: at });
    this.addDomainEvent(new MemberJoined(at, this.id, this.slug, userId, username, role));
  }

  private take(member: Member, byUserId: string, reason: MemberRemoved['reason'], at: Date): void {
    const { userId, username, role } = member;
    this.roll.drop(member);
    this.addDomainEvent(new MemberRemoved(at, this.id, this.slug, userId, username, role, byUserId, reason));
    this.cancelTokensOf(member, byUserId, at);
  }

  private assign(member: Member, role: Role, byUserId: string, at: Date): void {
    const { userId, username, role: from } = member;
    if (from === role) return;
    this.roll.put({ ...member, role });
    this.addDomainEvent(
      new MemberRoleChanged(at, this.id, this.slug, userId, username, from, role, byUserId),
    );
    if (!looksAfter(role)) this.cancelTokensOf(member, byUserId, at);
  }

  private handOver(from: Member, to: Member, byUserId: string, at: Date): void {
    this.assign(to, 'owner', byUserId, at);
    this.addDomainEvent(
      new OwnershipTransferred(at, this.id, this.slug, from.userId, from.username, to.userId, to.username),
    );
  }

  private refuseOnBehalfOf(invite: Invite, userId: string, at: Date): void {
    this.book.close(invite.id, 'declined');
    this.addDomainEvent(
      new InviteDeclined(at, this.id, this.slug, invite.id, userId, invite.invitedByUserId),
    );
  }

  private withdraw(invite: Invite, byUserId: string, at: Date): void {
    this.book.close(invite.id, 'revoked');
    this.addDomainEvent(new InviteRevoked(at, this.id, this.slug, invite.id, byUserId));
  }

  /** It ended when its time was over, whenever that is noticed. */
  private runOut(invite: Invite): void {
    this.book.close(invite.id, 'expired');
    const { id, expiresAt, invitedByUserId } = invite;
    this.addDomainEvent(new InviteExpired(expiresAt, this.id, this.slug, id, invitedByUserId));
  }

  /** Whoever knows a token must not keep what they have lost. */
  private cancelTokensOf({ userId }: Member, byUserId: string, at: Date): void {
    for (const token of this.keys.madeBy(userId)) this.cancel(token, byUserId, at);
  }

  private cancel(token: CollectiveToken, byUserId: string, at: Date): void {
    this.keys.drop(token);
    this.addDomainEvent(new TokenRevoked(at, this.id, this.slug, token.id, byUserId));
  }

  private memberWithId(userId: string): Member {
    const member = this.members.get(userId);
    if (member === undefined) throw new CollectiveNotFoundError(this.slug);
    return member;
  }

  private memberNamed(username: string): Member {
    const member = this.roll.named(username);
    if (member === undefined) throw new MemberNotFoundError(this.slug, username);
    return member;
  }

  private refuseUnlessLookedAfterBy(userId: string, what: string): void {
    const { role } = this.memberWithId(userId);
    if (!looksAfter(role)) throw new RoleTooLowError(role, what);
  }

  private refuseIfPersonal(): void {
    if (this.personal) throw new PersonalCollectiveError(this.slug);
  }
}

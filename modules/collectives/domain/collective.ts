import { AggregateRoot } from '@boardwalk/domain';
import {
  AlreadyMemberError,
  AlreadyOwnerError,
  NotImportedError,
  PersonalCollectiveError,
  RoleTooLowError,
} from './collective.errors.js';
import {
  CollectiveDissolved,
  CollectiveFounded,
  CollectiveRenamed,
  type CollectivesEvent,
  type MemberRemoved,
} from './collective.events.js';
import type { CollectiveState, Origin, Whole } from './collective-state.js';
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

  private constructor(private readonly state: CollectiveState) {
    super(state.version);
    this.current = { slug: state.slug, name: state.name };
    const whole = this.asItsPartsKnowIt();
    this.roll = new Members(state.members, state.admitted, whole);
    this.book = new Invites(state.invites, whole);
    this.keys = new CollectiveTokens(state.tokens, whole);
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
    collective.roll.join(founder, 'owner', at);
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
    return this.roll.admitted;
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
    const { role } = this.roll.withId(byUserId);
    this.refuseIfPersonal();
    if (role !== 'owner') throw new RoleTooLowError(role, 'dissolve the collective');
    this.end(byUserId, at);
  }

  /** Asks somebody by e-mail. @throws {InvitePendingError} */
  invite(byUserId: string, invitation: Invitation, at: Date): void {
    const inviter = this.roll.withId(byUserId);
    this.refuseIfPersonal();
    const { role } = invitation;
    if (!mayManage(inviter.role, role)) throw new RoleTooLowError(inviter.role, `invite ${role}s`);
    this.book.open(invitation, byUserId, at);
  }

  /**
   * Whoever says yes must hold the token and own the address, both.
   * @param invitee null for somebody of whom nothing is known
   */
  accept(inviteId: string, tokenFingerprint: string, invitee: Invitee | null, at: Date): void {
    const invite = this.book.withToken(inviteId, tokenFingerprint, at);
    const person = theirs(invite, invitee);
    if (this.members.has(person.userId)) throw new AlreadyMemberError(this.slug, person.username);
    this.book.accept(invite, person, at);
    this.roll.join(person, invite.role, at);
  }

  /** Whoever says no must own the address; to everybody else the invite does not exist. */
  decline(inviteId: string, invitee: Invitee | null, at: Date): void {
    const invite = this.book.withAddress(inviteId, invitee?.addressFingerprint ?? null, at);
    this.book.decline(invite, theirs(invite, invitee).userId, at);
  }

  revokeInvite(byUserId: string, inviteId: string, at: Date): void {
    const { role } = this.roll.withId(byUserId);
    const invite = this.book.withId(inviteId);
    if (!mayManage(role, invite.role))
      throw new RoleTooLowError(role, `take back invites for ${invite.role}s`);
    refuseUnlessOpen(invite, at);
    this.book.withdraw(invite, byUserId, at);
  }

  /** Its time is over, unless it was answered. */
  expireInvite(inviteId: string, at: Date): void {
    const invite = this.book.withId(inviteId);
    if (invite.status === 'pending' && hasExpired(invite, at)) this.book.runOut(invite);
  }

  /** The account that owned the address is gone, and so nobody will answer. */
  giveUpInvitesTo({ userId, addressFingerprint }: Invitee, at: Date): void {
    for (const invite of this.book.pending)
      if (invite.addressFingerprint === addressFingerprint) this.book.decline(invite, userId, at);
  }

  /** Shows a member the door. */
  remove(byUserId: string, username: string, at: Date): void {
    const remover = this.roll.withId(byUserId);
    const member = this.roll.named(username);
    if (member.userId === byUserId) return this.leave(byUserId, at);
    if (!mayManage(remover.role, member.role))
      throw new RoleTooLowError(remover.role, `remove ${member.role}s`);
    this.take(member, byUserId, 'removed', at);
  }

  leave(userId: string, at: Date): void {
    const member = this.roll.withId(userId);
    this.refuseIfPersonal();
    this.roll.refuseLastOwner(member);
    this.take(member, userId, 'left', at);
  }

  /**
   * The account of a member is gone. What they were the last owner of passes on, or ends where nobody is left who could look
   * after it.
   * @param suspended ids of members who are shut out, and so inherit nothing
   */
  depart(userId: string, suspended: ReadonlySet<string>, at: Date): void {
    const member = this.roll.withId(userId);
    if (this.roll.isLastOwner(member)) {
      const heir = this.roll.heirOf(member, suspended);
      if (heir === undefined) return this.end(userId, at);
      this.roll.handOver(member, heir, userId, at);
    }
    this.take(member, userId, 'account_deleted', at);
  }

  changeRole(byUserId: string, username: string, role: Role, at: Date): void {
    const own = this.roll.withId(byUserId).role;
    const member = this.roll.named(username);
    this.refuseIfPersonal();
    for (const touched of [member.role, role])
      if (!mayManage(own, touched)) throw new RoleTooLowError(own, `make ${member.role}s ${role}s`);
    if (role !== 'owner') this.roll.refuseLastOwner(member);
    this.assign(member, role, byUserId, at);
  }

  /** An owner makes another member owner in their place, and stays as an admin. */
  transfer(byUserId: string, toUsername: string, at: Date): void {
    const owner = this.roll.withId(byUserId);
    const heir = this.roll.named(toUsername);
    this.refuseIfPersonal();
    if (owner.role !== 'owner') throw new RoleTooLowError(owner.role, 'transfer the ownership');
    if (heir.role === 'owner') throw new AlreadyOwnerError(this.slug, toUsername);
    this.roll.handOver(owner, heir, byUserId, at);
    this.assign(owner, 'admin', byUserId, at);
  }

  createToken(byUserId: string, token: NewCollectiveToken, at: Date): void {
    this.refuseUnlessLookedAfterBy(byUserId, 'make tokens');
    this.keys.issue(token, byUserId, at);
  }

  revokeToken(byUserId: string, tokenId: string, at: Date): void {
    this.refuseUnlessLookedAfterBy(byUserId, 'revoke tokens');
    this.keys.revoke(this.keys.withId(tokenId), byUserId, at);
  }

  /**
   * Takes in a person whom an import names, without an invite. Only for collectives that an import founded. False for
   * whom it took in before, even if they have left since: importing the same again changes nothing.
   */
  admit(person: Named, at: Date): boolean {
    if (this.state.origin !== 'import') throw new NotImportedError(this.slug);
    return person.userId !== this.founderUserId && this.roll.admit(person, at);
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
    for (const invite of this.book.pending) this.book.withdraw(invite, byUserId, at);
    this.keys.revokeAll(byUserId, at);
    this.ended = true;
    const members = [...this.members.keys()];
    this.addDomainEvent(
      new CollectiveDissolved(at, this.id, this.slug, this.name, byUserId, members, this.personal),
    );
  }

  private take(member: Member, byUserId: string, reason: MemberRemoved['reason'], at: Date): void {
    this.roll.depart(member, byUserId, reason, at);
    this.keys.revokeThoseOf(member.userId, byUserId, at);
  }

  private assign(member: Member, role: Role, byUserId: string, at: Date): void {
    this.roll.assign(member, role, byUserId, at);
    if (!looksAfter(role)) this.keys.revokeThoseOf(member.userId, byUserId, at);
  }

  private refuseUnlessLookedAfterBy(userId: string, what: string): void {
    const { role } = this.roll.withId(userId);
    if (!looksAfter(role)) throw new RoleTooLowError(role, what);
  }

  private refuseIfPersonal(): void {
    if (this.personal) throw new PersonalCollectiveError(this.slug);
  }

  private asItsPartsKnowIt(): Whole {
    const slugNow = () => this.current.slug;
    return {
      id: this.state.id,
      get slug() {
        return slugNow();
      },
      tell: (event) => this.addDomainEvent(event),
    };
  }
}

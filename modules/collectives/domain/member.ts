import { CollectiveNotFoundError, LastOwnerError, MemberNotFoundError } from './collective.errors.js';
import { MemberJoined, MemberRemoved, MemberRoleChanged, OwnershipTransferred } from './collective.events.js';
import type { Whole } from './collective-state.js';
import type { Role } from './role.js';

export interface Named {
  readonly userId: string;
  readonly username: string;
}

export interface Member extends Named {
  readonly role: Role;
  readonly joinedAt: Date;
}

/** Who belongs to one collective, and in which role. */
export class Members {
  private readonly byId: Map<string, Member>;
  private readonly admittedIds: Set<string>;

  /** @param admitted ids of whom an import ever took in */
  constructor(
    members: readonly Member[],
    admitted: readonly string[],
    private readonly of: Whole,
  ) {
    this.byId = new Map(members.map((member) => [member.userId, member]));
    this.admittedIds = new Set(admitted);
  }

  get all(): ReadonlyMap<string, Member> {
    return this.byId;
  }

  get admitted(): ReadonlySet<string> {
    return this.admittedIds;
  }

  /** @throws {CollectiveNotFoundError} for whoever is not a member, since for them it does not exist */
  withId(userId: string): Member {
    const member = this.byId.get(userId);
    if (member === undefined) throw new CollectiveNotFoundError(this.of.slug);
    return member;
  }

  /** @throws {MemberNotFoundError} */
  named(username: string): Member {
    const member = [...this.byId.values()].find((one) => one.username === username);
    if (member === undefined) throw new MemberNotFoundError(this.of.slug, username);
    return member;
  }

  join({ userId, username }: Named, role: Role, at: Date): void {
    this.byId.set(userId, { userId, username, role, joinedAt: at });
    this.of.tell(new MemberJoined(at, this.of.id, this.of.slug, userId, username, role));
  }

  /** Takes in whom an import names, once: false for whom it took in before, even if they have left since. */
  admit(person: Named, at: Date): boolean {
    const { userId } = person;
    if (this.admittedIds.has(userId) || this.byId.has(userId)) return false;
    this.admittedIds.add(userId);
    this.join(person, 'member', at);
    return true;
  }

  depart(
    { userId, username, role }: Member,
    byUserId: string,
    reason: MemberRemoved['reason'],
    at: Date,
  ): void {
    this.byId.delete(userId);
    this.of.tell(new MemberRemoved(at, this.of.id, this.of.slug, userId, username, role, byUserId, reason));
  }

  /** The role that they have already is no news. */
  assign(member: Member, role: Role, byUserId: string, at: Date): void {
    const { userId, username, role: from } = member;
    if (from === role) return;
    this.byId.set(userId, { ...member, role });
    this.of.tell(new MemberRoleChanged(at, this.of.id, this.of.slug, userId, username, from, role, byUserId));
  }

  /** The one becomes an owner in the place of the other, who keeps their role until it is taken. */
  handOver(from: Member, to: Member, byUserId: string, at: Date): void {
    this.assign(to, 'owner', byUserId, at);
    const { id, slug } = this.of;
    this.of.tell(new OwnershipTransferred(at, id, slug, from.userId, from.username, to.userId, to.username));
  }

  isLastOwner({ role }: Member): boolean {
    return role === 'owner' && [...this.byId.values()].filter((one) => one.role === 'owner').length === 1;
  }

  /** @throws {LastOwnerError} */
  refuseLastOwner(member: Member): void {
    if (this.isLastOwner(member)) throw new LastOwnerError(this.of.slug);
  }

  /** Who takes over from the last owner: of those who are not shut out, the admin who joined first, else the member who did. */
  heirOf({ userId }: Named, suspended: ReadonlySet<string>): Member | undefined {
    return [...this.byId.values()]
      .filter((member) => member.userId !== userId && !suspended.has(member.userId))
      .sort(byRoleThenService)
      .at(0);
  }
}

const ranks: Readonly<Record<Role, number>> = { owner: 0, admin: 1, member: 2 };

function byRoleThenService(one: Member, other: Member): number {
  return (
    ranks[one.role] - ranks[other.role] ||
    one.joinedAt.getTime() - other.joinedAt.getTime() ||
    (one.userId < other.userId ? -1 : 1)
  );
}

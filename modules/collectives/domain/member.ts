import type { Role } from './role.js';

export interface Named {
  readonly userId: string;
  readonly username: string;
}

export interface Member extends Named {
  readonly role: Role;
  readonly joinedAt: Date;
}

/** Who belongs to one collective. */
export class Members {
  private readonly byId: Map<string, Member>;

  constructor(members: readonly Member[]) {
    this.byId = new Map(members.map((member) => [member.userId, member]));
  }

  get all(): ReadonlyMap<string, Member> {
    return this.byId;
  }

  named(username: string): Member | undefined {
    return [...this.byId.values()].find((member) => member.username === username);
  }

  put(member: Member): void {
    this.byId.set(member.userId, member);
  }

  drop({ userId }: Named): void {
    this.byId.delete(userId);
  }

  isLastOwner({ role }: Member): boolean {
    return role === 'owner' && [...this.byId.values()].filter((one) => one.role === 'owner').length === 1;
  }

  /** Who takes over from the last owner: the admin who joined first, else the member who did. */
  heirOf({ userId }: Named): Member | undefined {
    return [...this.byId.values()]
      .filter((member) => member.userId !== userId)
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

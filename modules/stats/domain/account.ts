import { AggregateRoot } from '@boardwalk/domain';
import { BadgeAwarded, PointsGranted, type StatsEvent, TierReached } from './account.events.js';
import { grantIds } from './grant-ids.js';
import { type BadgeId, type GrantRule, type GrantSource, scoring, tierAt } from './scoring.js';
import { seasonOf } from './window.js';

/** The fact that something is granted for. Its time is the time of the grant, whenever it is processed. */
export interface Cause {
  readonly eventId: string;
  readonly at: Date;
}

export interface AccountState {
  readonly userId: string;
  readonly username: string;
  readonly isPublic: boolean;
  /** The balance: the sum of all grants. */
  readonly total: number;
  /** Number of grants. */
  readonly grants: number;
  readonly hasPublished: boolean;
  /** Points already granted from each allowance: `founding`, `publishing:229` (the number is the season's). */
  readonly allowancesUsed: Readonly<Record<string, number>>;
  readonly version: number;
}

/** What one person has been granted. The only place where points come from. */
export class Account extends AggregateRoot<StatsEvent> {
  private constructor(
    private state: Omit<AccountState, 'version'>,
    version: number,
    private readonly granted: Set<string>,
  ) {
    super(version);
  }

  static open(userId: string, username: string, isPublic: boolean): Account {
    const empty = { total: 0, grants: 0, hasPublished: false, allowancesUsed: {} };
    return new Account({ userId, username, isPublic, ...empty }, 0, new Set());
  }

  /** @param granted those of the grants now in question that the ledger holds already */
  static restore({ version, ...state }: AccountState, granted: Iterable<string>): Account {
    return new Account(state, version, new Set(granted));
  }

  get id(): string {
    return this.state.userId;
  }

  get hasPublished(): boolean {
    return this.state.hasPublished;
  }

  snapshot(): AccountState {
    return { ...this.state, version: this.version };
  }

  /** An imported person is known, but did not sign up: no points. */
  creditSignUp(imported: boolean, cause: Cause): void {
    if (!imported) this.earn('sign-up', grantIds.signUp(this.id), cause);
  }

  creditVerifiedEmail(cause: Cause): void {
    this.earn('email-verified', grantIds.emailVerified(this.id), cause);
  }

  creditFounding(collectiveId: string, cause: Cause): void {
    this.earn('collective-founded', grantIds.founding(collectiveId), cause);
  }

  creditInviter(inviteId: string, cause: Cause): void {
    this.earn('invite-accepted-inviter', grantIds.inviter(inviteId), cause);
  }

  creditInvitee(inviteId: string, cause: Cause): void {
    this.earn('invite-accepted-invitee', grantIds.invitee(inviteId), cause);
  }

  /** @param firstEver true when nobody at all has published before */
  creditPublication(extensionName: string, version: string, firstEver: boolean, cause: Cause): void {
    const grantId = grantIds.publication(extensionName, version);
    if (this.hasPublished) return this.earn('further-version', grantId, cause);
    this.state = { ...this.state, hasPublished: true };
    this.earn('first-publication', grantId, cause);
    this.award('first-publish', cause);
    if (firstEver) this.award('first-on-the-boardwalk', cause);
  }

  /**
   * Adds points, by whatever path they came, and notices the tier that they reach. Does nothing if the ledger holds the
   * grant already, or if its allowance is used up; what is left of an allowance is granted in part.
   */
  grant(grantId: string, source: string, rule: GrantRule, cause: Cause): void {
    if (this.granted.has(grantId)) return;
    const allowance = allowanceOf(rule, cause.at);
    const used = allowance === null ? 0 : (this.state.allowancesUsed[allowance.key] ?? 0);
    const amount = allowance === null ? rule.points : Math.min(rule.points, allowance.points - used);
    if (amount <= 0) return;

    const { userId, username, total: before } = this.state;
    const total = before + amount;
    const ordinal = this.state.grants + 1;
    this.granted.add(grantId);
    this.state = { ...this.state, total, grants: ordinal };
    if (allowance !== null) this.use(allowance.key, used + amount);
    this.addDomainEvent(
      new PointsGranted(
        cause.at,
        userId,
        username,
        ordinal,
        grantId,
        rule.category,
        source,
        amount,
        cause.eventId,
        total,
      ),
    );
    const [from, to] = [tierAt(before).name, tierAt(total).name];
    if (from !== to) this.addDomainEvent(new TierReached(cause.at, userId, username, from, to, total));
  }

  private earn(source: GrantSource, grantId: string, cause: Cause): void {
    this.grant(grantId, source, scoring.grants[source], cause);
  }

  private award(badgeId: BadgeId, cause: Cause): void {
    const grantId = grantIds.badge(badgeId, this.id);
    if (this.granted.has(grantId)) return;
    const { name, points, exclusive } = scoring.badges[badgeId];
    const { userId, username } = this.state;
    this.addDomainEvent(
      new BadgeAwarded(cause.at, userId, username, badgeId, name, points, exclusive, cause.eventId),
    );
    this.grant(grantId, badgeId, { category: 'badges', points }, cause);
  }

  private use(allowance: string, points: number): void {
    this.state = {
      ...this.state,
      allowancesUsed: { ...this.state.allowancesUsed, [allowance]: points },
    };
  }
}

/** Which allowance pays for a grant at that time, and how many points it holds in all. */
function allowanceOf({ allowance }: GrantRule, at: Date): { key: string; points: number } | null {
  if (allowance === undefined) return null;
  const { points, per } = scoring.allowances[allowance];
  return { key: per === 'season' ? `${allowance}:${seasonOf(at)}` : allowance, points };
}

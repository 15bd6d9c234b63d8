import { AggregateRoot } from '@boardwalk/domain';
import {
  BadgeAwarded,
  PointsGranted,
  type StatsEvent,
  StreakBroken,
  StreakExtended,
  TierReached,
} from './account.events.js';
import { type AccountState, type Cause, nothingYet, type Publication } from './account-state.js';
import { allowanceOf } from './allowance.js';
import { grantIds } from './grant-ids.js';
import { type BadgeId, type GrantRule, type GrantSource, scoring, tierAt, timesOfDay } from './scoring.js';
import { withDay } from './streak.js';

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
    return new Account({ ...nothingYet, userId, username, isPublic }, 0, new Set());
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

  /**
   * Days count once and in their order: one that is not later than the last changes nothing.
   * @param date a day in UTC, `2026-03-17`
   */
  creditDailySignIn(date: string, cause: Cause): void {
    const { userId, username, streak } = this.state;
    const grown = withDay(streak, date);
    if (username === null || grown === null) return;
    this.state = { ...this.state, streak: grown };
    if (grown.days > 1) {
      this.addDomainEvent(new StreakExtended(cause.at, userId, username, grown.days, date));
    } else if (streak.days > 1 && streak.lastDate !== null) {
      this.addDomainEvent(new StreakBroken(cause.at, userId, username, streak.days, streak.lastDate));
    }
    const rule = scoring.grants['daily-sign-in'];
    const points = rule.points * timesOfDay(grown.days);
    this.grant(grantIds.dailySignIn(userId, date), 'daily-sign-in', { ...rule, points }, cause);
    for (const badge of ['streak-7', 'streak-30', 'streak-100'] as const)
      this.awardAt(badge, grown.days, cause);
  }

  creditFounding(collectiveId: string, cause: Cause): void {
    this.earn('collective-founded', grantIds.founding(collectiveId), cause);
    this.award('founder', cause);
  }

  creditInviter(inviteId: string, cause: Cause): void {
    this.earn('invite-accepted-inviter', grantIds.inviter(inviteId), cause);
  }

  creditInvitee(inviteId: string, cause: Cause): void {
    this.earn('invite-accepted-invitee', grantIds.invitee(inviteId), cause);
    this.award('team-player', cause);
  }

  /** @param firstEver true when nobody at all has published before */
  creditPublication(
    { extensionName, version, platforms }: Publication,
    firstEver: boolean,
    cause: Cause,
  ): void {
    if (this.isGone) return;
    const grantId = grantIds.publication(extensionName, version);
    const isFirst = !this.state.hasPublished;
    this.state = { ...this.state, hasPublished: true };
    this.earn(isFirst ? 'first-publication' : 'further-version', grantId, cause);
    if (isFirst) this.award('first-publish', cause);
    if (isFirst && firstEver) this.award('first-on-the-boardwalk', cause);
    this.awardAt('polyglot', this.countPlatforms(platforms), cause);
  }

  /** Somebody else pulled what this person published. */
  creditPull(cause: Cause): void {
    const grantId = grantIds.pull(cause.eventId);
    if (this.isGone || this.granted.has(grantId)) return;
    const pulls = this.state.pulls + 1;
    this.state = { ...this.state, pulls };
    this.earn(pulls <= scoring.fullPulls ? 'pull' : 'further-pull', grantId, cause);
    this.awardAt('centurion', pulls, cause);
  }

  /**
   * Adds points, by whatever path they came, and notices the tier that they reach. Does nothing if the ledger holds the
   * grant already, or if its allowance is used up; what is left of an allowance is granted in part.
   */
  grant(grantId: string, source: string, rule: GrantRule, cause: Cause): void {
    const { userId, username, isPublic, total: before } = this.state;
    if (username === null || this.granted.has(grantId)) return;
    const allowance = allowanceOf(rule, cause.at);
    const used = allowance === null ? 0 : (this.state.allowancesUsed[allowance.key] ?? 0);
    const amount = allowance === null ? rule.points : Math.min(rule.points, allowance.points - used);
    if (amount <= 0) return;

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
        cause.traceId,
        total,
      ),
    );
    const [from, to] = [tierAt(before).name, tierAt(total).name];
    if (from !== to)
      this.addDomainEvent(new TierReached(cause.at, userId, username, from, to, total, isPublic));
  }

  /** The person has deleted their account: nothing is counted for it any more. */
  private get isGone(): boolean {
    return this.state.username === null;
  }

  private earn(source: GrantSource, grantId: string, cause: Cause): void {
    this.grant(grantId, source, scoring.grants[source], cause);
  }

  private awardAt(badgeId: BadgeId, count: number, cause: Cause): void {
    if (count >= scoring.badges[badgeId].at) this.award(badgeId, cause);
  }

  private award(badgeId: BadgeId, cause: Cause): void {
    const grantId = grantIds.badge(badgeId, this.id);
    const { userId, username, isPublic } = this.state;
    if (username === null || this.granted.has(grantId)) return;
    const { name, points, exclusive } = scoring.badges[badgeId];
    this.addDomainEvent(
      new BadgeAwarded(cause.at, userId, username, badgeId, name, points, exclusive, cause.eventId, isPublic),
    );
    this.grant(grantId, badgeId, { category: 'badges', points }, cause);
  }

  /** How many platforms the person has published for. No more are remembered than the badge takes. */
  private countPlatforms(more: readonly string[]): number {
    const platforms = [...new Set([...this.state.platforms, ...more])].slice(0, scoring.badges.polyglot.at);
    this.state = { ...this.state, platforms };
    return platforms.length;
  }

  private use(allowance: string, points: number): void {
    this.state = {
      ...this.state,
      allowancesUsed: { ...this.state.allowancesUsed, [allowance]: points },
    };
  }
}

/** Facts between the newest and the slowest subscription, above which next to nothing is written. */
const mostAhead = 1_000;

/** How many facts may be written now, so that there is something under way whenever a blow falls, and never a mountain of it. */
export class Budget {
  private readonly total: number;
  private taken = 0;
  private allowed = 0;
  private besides = 0;
  private state: 'siege' | 'last' | 'ended' = 'siege';
  committed = 0;
  /** Of the newest of them. */
  lastCommitAt = 0;
  rolledBack = 0;
  /** How many facts the slowest subscription has still before it, as somebody counted a moment ago. */
  ahead = 0;

  /** @param total how many are wanted; there are more when the siege goes on longer than they last */
  constructor(total: number) {
    this.total = total;
  }

  /** By now this share of the total may be written. */
  allow(share: number): void {
    this.allowed = Math.max(this.allowed, Math.ceil(this.total * share));
  }

  /** So many may be written whatever else is said, because somebody who recovers needs something to do. */
  trickle(facts: number): void {
    if (this.state === 'siege') this.besides = Math.max(this.besides, facts);
  }

  /** Nothing stands in the way of what is still wanted. */
  finish(): void {
    if (this.state === 'siege') this.state = 'last';
    this.allowed = this.total;
    this.besides = 0;
  }

  /** Whatever is wanted, nothing more is written than what is under way. */
  end(): void {
    this.state = 'ended';
  }

  get spent(): boolean {
    return this.state === 'ended' || (this.state === 'last' && this.committed >= this.total);
  }

  /** Takes at most `wanted` facts out of the budget; 0 when it has to be asked again later. */
  take(wanted: number): number {
    if (this.state === 'ended') return 0;
    const allowed = this.ahead > mostAhead ? 0 : this.allowed - this.taken;
    const got = Math.min(wanted, Math.max(allowed, this.besides, 0));
    this.taken += got;
    this.besides = Math.max(0, this.besides - got);
    return got;
  }

  settle(taken: number, committed: boolean): void {
    if (committed) {
      this.committed += taken;
      this.lastCommitAt = performance.now();
    } else {
      this.taken -= taken;
      this.rolledBack += taken;
    }
  }
}

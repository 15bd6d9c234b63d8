import { prepared } from './pool.js';
import { UnitOfWork } from './unit-of-work.js';

const set = prepared('SAVEPOINT nested', []);
const undo = prepared('ROLLBACK TO SAVEPOINT nested', []);
const forget = prepared('RELEASE SAVEPOINT nested', []);

/**
 * A part of a unit of work that can fail by itself: a savepoint, set with its first statement and left with the next one after
 * it. What it staged goes to the outer unit when it succeeds and is forgotten when it fails. Nested units of one outer unit run
 * one after another.
 */
export class NestedUnit extends UnitOfWork {
  private hasSavepoint = false;

  constructor(private readonly outer: UnitOfWork) {
    super(...outer.origin());
  }

  override async commit(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.assertNothingForgotten();
    this.phase = 'ended';
    this.outcomeKnown = true;
    if (this.hasSavepoint) this.session.sendAhead(forget);
    this.outer.adopt(this.facts, this.settled, this.lastly);
  }

  override async rollback(): Promise<void> {
    if (this.outcomeKnown) return;
    this.phase = 'ended';
    this.outcomeKnown = true;
    if (this.hasSavepoint) this.session.sendAhead(undo, forget);
    for (const callback of this.settled) callback(false);
  }

  protected override beforeStatement(): void {
    super.beforeStatement();
    if (this.hasSavepoint) return;
    this.hasSavepoint = true;
    this.session.sendAhead(set);
    this.outer.hasSetSavepoint();
  }
}

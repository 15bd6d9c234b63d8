import { Clock } from '@boardwalk/domain';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Pull } from '../domain/pull.js';
import { PullLedger } from '../domain/pull-ledger.js';
import { Memberships } from './memberships.js';
import { PullerMarks, type PullingParty } from './puller-marks.js';

/** Somebody pulls a version. */
export class RecordPull {
  constructor(
    readonly extensionName: string,
    readonly version: string,
    readonly by: PullingParty,
  ) {}
}

@CommandHandler(RecordPull)
export class RecordPullHandler implements ICommandHandler<RecordPull, void> {
  constructor(
    private readonly ledger: PullLedger,
    private readonly marks: PullerMarks,
    private readonly memberships: Memberships,
    private readonly clock: Clock,
  ) {}

  async execute({ extensionName, version, by }: RecordPull): Promise<void> {
    const now = this.clock.now();
    const puller = this.marks.of(by, now);
    // Somebody whose account is gone is not written down again.
    if (puller.userId !== undefined && !(await this.memberships.hold(puller.userId))) return;
    const pulled = await this.ledger.find(extensionName, version, puller.userId ?? null);
    if (pulled === null) return;
    const pull = Pull.of(pulled, puller, now);
    if (pull.counts) await this.ledger.enter(pull);
  }
}

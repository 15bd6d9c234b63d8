import { Clock } from '@boardwalk/domain';
import { UnitsOfWork } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';

/** Lets a subscription stand still, and go on. Facts wait in the log meanwhile, for as long as the log keeps them. */
@Injectable()
export class SubscriptionControl {
  constructor(
    private readonly units: UnitsOfWork,
    private readonly clock: Clock,
  ) {}

  /** At once: a batch that is under way is rolled back. False when there is no such subscription, or it stood still already. */
  pause(subscription: string): Promise<boolean> {
    return this.changed(pause, [subscription, this.clock.now()]);
  }

  /** With the next heartbeat of a worker. False when there is no such subscription, or it did not stand still. */
  resume(subscription: string): Promise<boolean> {
    return this.changed(resume, [subscription]);
  }

  private async changed(statement: string, values: readonly unknown[]): Promise<boolean> {
    const { rowCount } = await this.units.run((unit) => unit.query(statement, values));
    return (rowCount ?? 0) > 0;
  }
}

/** With another epoch, whoever holds a lane writes nothing any more. */
const pause = `UPDATE messaging.subscriptions SET paused_at = $2, epoch = epoch + 1, owner = NULL, leased_until = clock_timestamp()
WHERE name = $1 AND paused_at IS NULL`;

const resume =
  'UPDATE messaging.subscriptions SET paused_at = NULL WHERE name = $1 AND paused_at IS NOT NULL';

export const controlStatements = { pause, resume };

import { type DelayedCommand, DelayedCommands } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Sweeps } from '../application/sweeps.js';
import type { SweepPerson } from '../application/sweep-person.js';
import type { TelemetryTables } from './tables.js';

@Injectable()
export class DelayedSweeps extends Sweeps {
  private readonly sweep: DelayedCommand<SweepPerson>;

  constructor(database: Database<TelemetryTables>, commands: DelayedCommands) {
    super();
    this.sweep = commands.serve(database, {
      name: 'sweep-person',
      read: (fields) => this.sweepOf(userIdIn(fields)),
    });
  }

  plan(userId: string, at: Date): Promise<void> {
    return this.sweep.schedule(userId, at, this.sweepOf(userId));
  }
}

function userIdIn(fields: unknown): string {
  const { userId } = fields as { userId?: unknown };
  if (typeof userId !== 'string') throw new TypeError('it names no person');
  return userId;
}

import { type DelayedCommand, DelayedCommands } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import type { ExpireInvite } from '../application/expire-invite.js';
import { InviteExpiries } from '../application/invite-expiries.js';
import type { CollectivesTables } from './tables.js';

/** Asks, with the invite itself, for its end. */
@Injectable()
export class DelayedInviteExpiries extends InviteExpiries {
  private readonly expiry: DelayedCommand<ExpireInvite>;

  constructor(database: Database<CollectivesTables>, commands: DelayedCommands) {
    super();
    this.expiry = commands.serve(database, {
      name: 'expire-invite',
      read: (fields) => this.expiryOf(inviteIdIn(fields)),
    });
  }

  protected async end(command: ExpireInvite, at: Date): Promise<void> {
    await this.expiry.schedule(command.inviteId, at, command);
  }
}

function inviteIdIn(fields: unknown): string {
  const { inviteId } = fields as { inviteId?: unknown };
  if (typeof inviteId !== 'string') throw new TypeError('it names no invite');
  return inviteId;
}

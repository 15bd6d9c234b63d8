import { Clock } from '@boardwalk/domain';
import { Database, Housekeeping } from '@boardwalk/persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { configuration } from '../domain/configuration.js';
import type { CollectivesTables } from './tables.js';

/** What this context forgets, and when. */
@Injectable()
export class CollectivesRetention implements OnModuleInit {
  constructor(
    private readonly database: Database<CollectivesTables>,
    private readonly housekeeping: Housekeeping,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const { endedInviteKeptMs, inviteMails } = configuration;
    // One that is pending is still to end, and to be told of.
    this.housekeeping.serve('collectives: invites', (most) =>
      this.database.remove(
        'invites',
        sql`status <> 'pending' AND expires_at <= ${this.before(endedInviteKeptMs)}`,
        most,
      ),
    );
    this.housekeeping.serve('collectives: invite_mails', (most) =>
      this.database.remove('invite_mails', sql`sent_at <= ${this.before(inviteMails.withinMs)}`, most),
    );
  }

  private before(ms: number): Date {
    return new Date(this.clock.now().getTime() - ms);
  }
}

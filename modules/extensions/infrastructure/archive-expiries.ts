import { type CallOutcome, IntentSender } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Archives, Expiries } from '../application/archives.js';
import type { ExtensionsTables } from './tables.js';

/** By then every upload that began in time has ended, and clocks that differ agree. */
const graceMs = 60 * 60 * 1000;

/** Promises, written with the publication itself, to look after its archive later. */
@Injectable()
export class ArchiveExpiries extends Expiries implements OnModuleInit {
  constructor(
    private readonly database: Database<ExtensionsTables>,
    private readonly intents: IntentSender,
    private readonly archives: Archives,
  ) {
    super();
  }

  onModuleInit(): void {
    this.intents.serve(this.database, {
      table: 'expiries',
      call: ({ id }) => this.expire(id),
      attempts: 50,
      firstDelayMs: 60_000,
      longestDelayMs: graceMs,
      timeoutMs: 30_000,
      concurrency: 4,
      destination: 'localhost',
      isExternal: false,
      isRepeatable: true,
    });
  }

  async plan(publicationId: string, expiresAt: Date): Promise<void> {
    await this.database.query
      .insertInto('expiries')
      .values({
        id: publicationId,
        next_attempt_at: new Date(expiresAt.getTime() + graceMs),
        trace: this.intents.trace(),
      })
      .execute();
  }

  private async expire(publicationId: string): Promise<CallOutcome> {
    try {
      if (!(await this.isConfirmed(publicationId))) await this.archives.remove(publicationId);
      return { kind: 'accepted' };
    } catch (error) {
      // Removing what is gone changes nothing, so it is safe to try again whatever happened.
      return {
        kind: 'refused',
        permanent: false,
        error: error instanceof Error ? error.message : String(error),
      };
    }
  }

  /** Waits for a confirmation that is under way. */
  private async isConfirmed(publicationId: string): Promise<boolean> {
    const row = await this.database.query
      .selectFrom('publications')
      .select('confirmed_at')
      .where('id', '=', publicationId)
      .forUpdate()
      .executeTakeFirst();
    return row !== undefined && row.confirmed_at !== null;
  }
}

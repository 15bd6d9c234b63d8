import { type DelayedCommand, DelayedCommands } from '@boardwalk/messaging';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Expiries } from '../application/expiries.js';
import type { RemoveExpiredArchive } from '../application/remove-expired-archive.js';
import type { ExtensionsTables } from './tables.js';

/** By then every upload that began in time has ended, and clocks that differ agree. */
const graceMs = 60 * 60 * 1000;

/** Asks, with the publication itself, for the removal of its archive later. */
@Injectable()
export class ArchiveExpiries extends Expiries {
  private readonly removal: DelayedCommand<RemoveExpiredArchive>;

  constructor(database: Database<ExtensionsTables>, commands: DelayedCommands) {
    super();
    this.removal = commands.serve(database, {
      name: 'remove-expired-archive',
      read: (fields) => this.removalOf(publicationIdIn(fields)),
    });
  }

  async plan(publicationId: string, expiresAt: Date): Promise<void> {
    await this.hasten(publicationId, new Date(expiresAt.getTime() + graceMs));
  }

  async hasten(publicationId: string, at: Date): Promise<void> {
    await this.removal.schedule(publicationId, at, this.removalOf(publicationId));
  }

  async cancel(publicationId: string): Promise<void> {
    await this.removal.cancel(publicationId);
  }
}

function publicationIdIn(fields: unknown): string {
  const { publicationId } = fields as { publicationId?: unknown };
  if (typeof publicationId !== 'string') throw new TypeError('it names no publication');
  return publicationId;
}

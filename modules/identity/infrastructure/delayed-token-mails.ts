import { Clock } from '@boardwalk/domain';
import { type DelayedCommand, DelayedCommands } from '@boardwalk/messaging';
import { Database, KeyedFingerprints } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import type { IssueEmailVerification } from '../application/issue-email-verification.js';
import type { IssuePasswordReset } from '../application/issue-password-reset.js';
import { TokenMails } from '../application/token-mails.js';
import type { IdentityTables } from './tables.js';

/** One row for each address that is asked for, known or not; whoever delivers takes it up at once. */
@Injectable()
export class DelayedTokenMails extends TokenMails {
  private readonly resets: DelayedCommand<IssuePasswordReset>;
  private readonly verifications: DelayedCommand<IssueEmailVerification>;

  constructor(
    database: Database<IdentityTables>,
    commands: DelayedCommands,
    private readonly fingerprints: KeyedFingerprints,
    private readonly clock: Clock,
  ) {
    super();
    this.resets = commands.serve(database, {
      name: 'issue-password-reset',
      read: (fields) => this.resetFor(userIdIn(fields)),
    });
    this.verifications = commands.serve(database, {
      name: 'issue-email-verification',
      read: (fields) => this.verificationFor(userIdIn(fields)),
    });
  }

  async planReset(email: string, userId: string | null): Promise<void> {
    await this.resets.schedule(this.fingerprints.ofAddress(email), this.clock.now(), this.resetFor(userId));
  }

  async planVerification(email: string, userId: string | null): Promise<void> {
    const command = this.verificationFor(userId);
    await this.verifications.schedule(this.fingerprints.ofAddress(email), this.clock.now(), command);
  }
}

function userIdIn(fields: unknown): string | null {
  const { userId } = fields as { userId?: unknown };
  if (userId === null || typeof userId === 'string') return userId;
  throw new TypeError('it says not whose account it is about');
}

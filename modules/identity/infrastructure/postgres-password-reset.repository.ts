import { ConcurrentChangeError, DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { ResetTokenSpentError } from '../domain/password-reset.errors.js';
import { PasswordReset } from '../domain/password-reset.js';
import { PasswordResetRepository } from '../domain/password-reset.repository.js';
import type { IdentityTables } from './tables.js';

@Injectable()
export class PostgresPasswordResetRepository extends PasswordResetRepository {
  constructor(
    private readonly database: Database<IdentityTables>,
    private readonly domainEvents: DomainEvents,
  ) {
    super();
  }

  async getByToken(tokenFingerprint: string): Promise<PasswordReset> {
    const row = await this.database.query
      .selectFrom('password_resets')
      .selectAll()
      .where('token_fingerprint', '=', tokenFingerprint)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw new ResetTokenSpentError();
    const reset = PasswordReset.restore({
      id: row.id,
      userId: row.user_id,
      tokenFingerprint: row.token_fingerprint,
      requestedAt: row.requested_at,
      expiresAt: row.expires_at,
      redeemedAt: row.redeemed_at,
      version: row.version,
    });
    this.domainEvents.markAggregateForDispatch(reset);
    return reset;
  }

  async save(reset: PasswordReset): Promise<void> {
    const version = reset.advance();
    const { id, userId, tokenFingerprint, requestedAt, expiresAt, redeemedAt } = reset.state;
    const { numInsertedOrUpdatedRows } = await this.database.query
      .insertInto('password_resets')
      .values({
        id,
        user_id: userId,
        token_fingerprint: tokenFingerprint,
        requested_at: requestedAt,
        expires_at: expiresAt,
        redeemed_at: redeemedAt,
        version,
      })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet({ redeemed_at: redeemedAt, version })
          .where('password_resets.version', '=', version - 1),
      )
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) throw new ConcurrentChangeError('PasswordReset', id);
    await this.domainEvents.dispatchEventsForAggregate(reset);
  }
}

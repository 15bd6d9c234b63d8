import { ConcurrentChangeError, DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { VerificationTokenSpentError } from '../domain/email-verification.errors.js';
import { EmailVerification } from '../domain/email-verification.js';
import { EmailVerificationRepository } from '../domain/email-verification.repository.js';
import type { IdentityTables } from './tables.js';

@Injectable()
export class PostgresEmailVerificationRepository extends EmailVerificationRepository {
  constructor(
    private readonly database: Database<IdentityTables>,
    private readonly domainEvents: DomainEvents,
  ) {
    super();
  }

  async getByToken(tokenFingerprint: string): Promise<EmailVerification> {
    const row = await this.database.query
      .selectFrom('email_verifications')
      .selectAll()
      .where('token_fingerprint', '=', tokenFingerprint)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw new VerificationTokenSpentError();
    const verification = EmailVerification.restore({
      id: row.id,
      userId: row.user_id,
      email: row.email,
      tokenFingerprint: row.token_fingerprint,
      requestedAt: row.requested_at,
      expiresAt: row.expires_at,
      redeemedAt: row.redeemed_at,
      version: row.version,
    });
    this.domainEvents.markAggregateForDispatch(verification);
    return verification;
  }

  async save(verification: EmailVerification): Promise<void> {
    const version = verification.advance();
    const { id, userId, email, tokenFingerprint, requestedAt, expiresAt, redeemedAt } = verification.state;
    const { numInsertedOrUpdatedRows } = await this.database.query
      .insertInto('email_verifications')
      .values({
        id,
        user_id: userId,
        email,
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
          .where('email_verifications.version', '=', version - 1),
      )
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) throw new ConcurrentChangeError('EmailVerification', id);
    await this.domainEvents.dispatchEventsForAggregate(verification);
  }
}

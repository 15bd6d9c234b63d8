import { Clock, Ids } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Fingerprints } from '../application/fingerprints.js';
import {
  type Suppression,
  type SuppressionPlace,
  type SuppressionReason,
  Suppressions,
} from '../application/suppressions.js';
import { maskedAddress } from '../domain/email-address.js';
import { SuppressionNotFoundError } from '../domain/mail.errors.js';
import type { NotificationsTables } from './tables.js';

@Injectable()
export class PostgresSuppressions extends Suppressions {
  constructor(
    private readonly database: Database<NotificationsTables>,
    private readonly fingerprints: Fingerprints,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {
    super();
  }

  async add(address: string, reason: SuppressionReason, detail: string): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.database.query
      .insertInto('suppressions')
      .values({
        id: this.ids.next(),
        address_fingerprint: this.fingerprints.ofAddress(address),
        masked_address: maskedAddress(address),
        reason,
        detail,
        suppressed_at: this.clock.now(),
      })
      .onConflict((conflict) =>
        conflict.column('address_fingerprint').where('lifted_at', 'is', null).doNothing(),
      )
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  async reasonFor(address: string): Promise<SuppressionReason | null> {
    const row = await this.database.query
      .selectFrom('suppressions')
      .select('reason')
      .where('address_fingerprint', '=', this.fingerprints.ofAddress(address))
      .where('lifted_at', 'is', null)
      .executeTakeFirst();
    return row === undefined ? null : (row.reason as SuppressionReason);
  }

  async lift(suppressionId: string): Promise<boolean> {
    const row = await this.database.query
      .selectFrom('suppressions')
      .select('lifted_at')
      .where('id', '=', suppressionId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw new SuppressionNotFoundError();
    if (row.lifted_at !== null) return false;
    await this.database.query
      .updateTable('suppressions')
      .set({ lifted_at: this.clock.now() })
      .where('id', '=', suppressionId)
      .execute();
    return true;
  }

  async newest(
    address: string | undefined,
    after: SuppressionPlace | undefined,
    size: number,
  ): Promise<Suppression[]> {
    const rows = await this.database.query
      .selectFrom('suppressions')
      .selectAll()
      .$if(address !== undefined, (all) =>
        all.where('address_fingerprint', '=', this.fingerprints.ofAddress(address ?? '')),
      )
      .$if(after !== undefined, (all) =>
        all.where(
          sql<boolean>`(suppressed_at, id) < (${after?.suppressedAt}::timestamptz, ${after?.suppressionId}::uuid)`,
        ),
      )
      .orderBy('suppressed_at', 'desc')
      .orderBy('id', 'desc')
      .limit(size)
      .execute();
    return rows.map((row) => ({
      suppressionId: row.id,
      address: row.masked_address,
      reason: row.reason as SuppressionReason,
      detail: row.detail,
      suppressedAt: row.suppressed_at,
      liftedAt: row.lifted_at,
    }));
  }
}

import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { TokenReads, type TokenSummary } from '../application/token-reads.js';
import type { CollectivesTables } from './tables.js';

@Injectable()
export class PostgresTokenReads extends TokenReads {
  constructor(private readonly database: Database<CollectivesTables>) {
    super();
  }

  list(collectiveId: string, after: string | undefined, size: number): Promise<TokenSummary[]> {
    return this.database.query
      .selectFrom('tokens')
      .innerJoin('members', (join) =>
        join
          .onRef('members.collective_id', '=', 'tokens.collective_id')
          .onRef('members.user_id', '=', 'tokens.created_by_user_id'),
      )
      .select([
        'tokens.id as tokenId',
        'tokens.name',
        'tokens.scopes',
        'members.username as createdBy',
        'tokens.created_at as createdAt',
        'tokens.expires_at as expiresAt',
        'tokens.last_used_at as lastUsedAt',
      ])
      .where('tokens.collective_id', '=', collectiveId)
      .$if(after !== undefined, (rows) => rows.where('tokens.id', '<', after ?? ''))
      .orderBy('tokens.id', 'desc')
      .limit(size)
      .execute();
  }
}

import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Fingerprints } from '../application/fingerprints.js';
import { type TokenHolder, TokenHolders } from '../application/token-holders.js';
import { configuration } from '../domain/configuration.js';
import type { CollectivesTables } from './tables.js';

@Injectable()
export class PostgresTokenHolders extends TokenHolders {
  constructor(
    private readonly database: Database<CollectivesTables>,
    private readonly fingerprints: Fingerprints,
    private readonly clock: Clock,
  ) {
    super();
  }

  async behind(token: string): Promise<TokenHolder | null> {
    const now = this.clock.now();
    const found = await this.database.query
      .selectFrom('tokens')
      .innerJoin('collectives', 'collectives.id', 'tokens.collective_id')
      .innerJoin('members', (join) =>
        join
          .onRef('members.collective_id', '=', 'tokens.collective_id')
          .onRef('members.user_id', '=', 'tokens.created_by_user_id'),
      )
      .leftJoin('people', 'people.user_id', 'members.user_id')
      .select([
        'tokens.id',
        'tokens.scopes',
        'tokens.last_used_at',
        'collectives.id as collectiveId',
        'collectives.slug',
        'members.user_id as userId',
        'members.username',
      ])
      .where('tokens.fingerprint', '=', this.fingerprints.ofToken(token))
      .where((eb) => eb.or([eb('tokens.expires_at', 'is', null), eb('tokens.expires_at', '>', now)]))
      .where((eb) => eb(eb.fn.coalesce('people.suspended', eb.lit(false)), '=', false))
      .executeTakeFirst();
    if (found === undefined) return null;
    const { id, last_used_at: lastUsedAt, ...holder } = found;
    if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= configuration.tokenUseNotedEveryMs)
      await this.noteUse(id, now);
    return holder;
  }

  private async noteUse(id: string, now: Date): Promise<void> {
    await this.database.query.updateTable('tokens').set({ last_used_at: now }).where('id', '=', id).execute();
  }
}

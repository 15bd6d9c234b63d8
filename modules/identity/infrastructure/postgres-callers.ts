import { Clock } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { type Caller, Callers } from '../application/callers.js';
import { Fingerprints } from '../application/fingerprints.js';
import { everything } from '../domain/api-key.js';
import { Arrivals } from './arrivals.js';
import type { IdentityTables } from './tables.js';

/** The last use of a key is noted once a minute, not with every request. */
const noteEveryMs = 60_000;

@Injectable()
export class PostgresCallers extends Callers {
  constructor(
    private readonly database: Database<IdentityTables>,
    private readonly fingerprints: Fingerprints,
    private readonly arrivals: Arrivals,
    private readonly clock: Clock,
  ) {
    super();
  }

  async behindApiKey(key: string): Promise<Caller | null> {
    const now = this.clock.now();
    const found = await this.database.query
      .selectFrom('api_keys')
      .innerJoin('profiles', 'profiles.user_id', 'api_keys.owner_user_id')
      .select([
        'api_keys.id',
        'api_keys.client_id',
        'api_keys.scopes',
        'api_keys.last_used_at',
        'profiles.user_id',
        'profiles.username',
      ])
      .where('api_keys.fingerprint', '=', this.fingerprints.of(key))
      .where('api_keys.enabled', '=', true)
      .where('profiles.suspended_at', 'is', null)
      .where((eb) => eb.or([eb('api_keys.expires_at', 'is', null), eb('api_keys.expires_at', '>', now)]))
      .executeTakeFirst();
    if (found === undefined) return null;
    if (found.last_used_at === null || now.getTime() - found.last_used_at.getTime() >= noteEveryMs)
      await this.noteUse(found.id, now);
    const { client_id: clientId, user_id: userId, username, scopes } = found;
    return clientId === null
      ? { kind: 'user', userId, username, scopes }
      : { kind: 'client', clientId, scopes };
  }

  async behindSession(token: string): Promise<Caller | null> {
    const found = await this.database.query
      .selectFrom('sessions')
      .innerJoin('profiles', 'profiles.user_id', 'sessions.user_id')
      .select(['profiles.user_id', 'profiles.username', 'profiles.last_seen_on'])
      .where('sessions.token', '=', token)
      .where('sessions.expires_at', '>', this.clock.now())
      .where('profiles.suspended_at', 'is', null)
      .executeTakeFirst();
    if (found === undefined) return null;
    await this.arrivals.greet(found.user_id, found.last_seen_on);
    return { kind: 'user', userId: found.user_id, username: found.username, scopes: [everything] };
  }

  private async noteUse(id: string, now: Date): Promise<void> {
    await this.database.query
      .updateTable('api_keys')
      .set({ last_used_at: now })
      .where('id', '=', id)
      .execute();
  }
}

import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Profiles, type PublicProfile } from '../application/profiles.js';
import { ProfileNotFoundError } from '../domain/profile.errors.js';
import type { IdentityTables } from './tables.js';

@Injectable()
export class PostgresProfiles extends Profiles {
  constructor(private readonly database: Database<IdentityTables>) {
    super();
  }

  async see(name: string, viewerId: string | null): Promise<PublicProfile> {
    const row = await this.database.query
      .selectFrom('usernames')
      .innerJoin('profiles', 'profiles.user_id', 'usernames.user_id')
      .innerJoin('users', 'users.id', 'profiles.user_id')
      .select([
        'profiles.user_id as userId',
        'profiles.username',
        'users.name as displayName',
        'profiles.bio',
        'profiles.links',
        'profiles.is_public as isPublic',
        'users.created_at as registeredAt',
      ])
      .where('usernames.username', '=', name)
      .where('profiles.suspended_at', 'is', null)
      .where((eb) => eb.or([eb('profiles.is_public', '=', true), eb('profiles.user_id', '=', viewerId)]))
      .executeTakeFirst();
    if (row === undefined) throw new ProfileNotFoundError();
    return row;
  }
}

import { Clock, ConcurrentChangeError, DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { EmailTakenError, UserNotFoundError, UsernameTakenError } from '../domain/user.errors.js';
import { User } from '../domain/user.js';
import { UserRepository } from '../domain/user.repository.js';
import type { IdentityTables } from './tables.js';
import { violates } from './violates.js';

/** A user is two rows: better-auth's, and ours in `profiles`, which also carries the version. */
@Injectable()
export class PostgresUserRepository extends UserRepository {
  constructor(
    private readonly database: Database<IdentityTables>,
    private readonly domainEvents: DomainEvents,
    private readonly clock: Clock,
  ) {
    super();
  }

  async get(userId: string): Promise<User> {
    const row = await this.database.query
      .selectFrom('profiles')
      .innerJoin('users', 'users.id', 'profiles.user_id')
      .select([
        'profiles.user_id',
        'profiles.username',
        'profiles.email',
        'profiles.source',
        'profiles.version',
        'users.name',
        'users.email_verified',
        'users.created_at',
      ])
      .where('profiles.user_id', '=', userId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw new UserNotFoundError();
    const user = User.restore({
      id: row.user_id,
      username: row.username,
      email: row.email,
      emailVerified: row.email_verified,
      displayName: row.name,
      source: row.source,
      registeredAt: row.created_at,
      version: row.version,
    });
    this.domainEvents.markAggregateForDispatch(user);
    return user;
  }

  async save(user: User): Promise<void> {
    if (user.version === 0) {
      await this.insertUsers([user]);
      await this.saveProfile(user);
    } else {
      await this.update(user, user.advance());
      await this.domainEvents.dispatchEventsForAggregate(user);
    }
  }

  /** For a new user whose row in `users` somebody else writes in the same transaction. */
  async saveProfile(user: User): Promise<void> {
    const { username } = user;
    user.advance();
    const inserted = await this.insertProfiles([user]);
    if (inserted.length === 0) throw new UsernameTakenError(username);
    await this.domainEvents.dispatchEventsForAggregate(user);
  }

  async saveWhereFree(users: readonly User[]): Promise<ReadonlyMap<string, string>> {
    // In one order everywhere, so that two imports of the same names wait for each other instead of deadlocking.
    const sorted = [...users].sort((one, other) => (one.username < other.username ? -1 : 1));
    for (const user of sorted) user.advance();
    const inserted = new Set(await this.insertProfiles(sorted));
    const admitted = sorted.filter(({ id }) => inserted.has(id));
    await this.insertUsers(admitted);
    for (const user of sorted) {
      if (inserted.has(user.id)) await this.domainEvents.dispatchEventsForAggregate(user);
      else user.clearEvents();
    }
    return this.bearersOf(sorted.map(({ username }) => username));
  }

  private async insertProfiles(users: readonly User[]): Promise<string[]> {
    if (users.length === 0) return [];
    const { rows } = await sql<{ user_id: string }>`
      INSERT INTO ${this.database.table('profiles')} (user_id, username, email, source, version)
      SELECT * FROM unnest(
        ${users.map(({ id }) => id)}::text[], ${users.map(({ username }) => username)}::text[],
        ${users.map(({ email }) => email)}::text[], ${users.map(({ source }) => source)}::text[],
        ${users.map(({ version }) => version)}::integer[])
      ON CONFLICT (username) DO NOTHING RETURNING user_id`.execute(this.database.query);
    return rows.map((row) => row.user_id);
  }

  private async insertUsers(users: readonly User[]): Promise<void> {
    if (users.length === 0) return;
    await sql`
      INSERT INTO ${this.database.table('users')} (id, name, email, email_verified, created_at, updated_at)
      SELECT id, name, NULL, false, registered_at, registered_at FROM unnest(
        ${users.map(({ id }) => id)}::text[], ${users.map((user) => user.displayName)}::text[],
        ${users.map(({ registeredAt }) => registeredAt)}::timestamptz[]) AS new (id, name, registered_at)`.execute(
      this.database.query,
    );
  }

  private async update(user: User, version: number): Promise<void> {
    const { numUpdatedRows } = await this.database.query
      .updateTable('profiles')
      .set({ username: user.username, email: user.email, version })
      .where('user_id', '=', user.id)
      .where('version', '=', version - 1)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new ConcurrentChangeError('User', user.id);
    try {
      await this.database.query
        .updateTable('users')
        .set({
          name: user.displayName,
          email: user.emailVerified ? user.email : null,
          email_verified: user.emailVerified,
          updated_at: this.clock.now(),
        })
        .where('id', '=', user.id)
        .execute();
    } catch (error) {
      throw violates(error, 'users_email_key') ? new EmailTakenError() : error;
    }
  }

  private async bearersOf(usernames: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { rows } = await sql<{ username: string; user_id: string }>`
      SELECT username, user_id FROM ${this.database.table('profiles')}
      WHERE username = ANY(${usernames}::text[])`.execute(this.database.query);
    return new Map(rows.map((row) => [row.username, row.user_id]));
  }
}

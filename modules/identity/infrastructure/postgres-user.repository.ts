import { Clock, ConcurrentChangeError, DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { EmailTakenError, UserNotFoundError, UsernameTakenError } from '../domain/user.errors.js';
import { UsernameChanged } from '../domain/user.events.js';
import type { User } from '../domain/user.js';
import { UserRepository } from '../domain/user.repository.js';
import type { IdentityTables } from './tables.js';
import { accountColumns, profileChangesOf, profileColumns, userOf } from './user-rows.js';
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
    const user = await this.find(userId);
    if (user === null) throw new UserNotFoundError();
    return user;
  }

  async find(userId: string): Promise<User | null> {
    const row = await this.database.query
      .selectFrom('profiles')
      .innerJoin('users', 'users.id', 'profiles.user_id')
      .select([...profileColumns, ...accountColumns])
      .where('profiles.user_id', '=', userId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return null;
    const user = userOf(row);
    this.domainEvents.markAggregateForDispatch(user);
    return user;
  }

  async namesOf(userId: string): Promise<string[]> {
    const rows = await this.database.query
      .selectFrom('usernames')
      .select('username')
      .where('user_id', '=', userId)
      .execute();
    return rows.map(({ username }) => username);
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

  async remove(user: User): Promise<void> {
    user.advance();
    await this.domainEvents.dispatchEventsForAggregate(user);
    await this.database.query.deleteFrom('users').where('id', '=', user.id).execute();
  }

  /** Of those whose names belong to nobody yet. */
  private async insertProfiles(users: readonly User[]): Promise<string[]> {
    if (users.length === 0) return [];
    const { rows } = await sql<{ user_id: string }>`
      WITH arriving AS (
        SELECT * FROM unnest(
          ${users.map(({ id }) => id)}::text[], ${users.map(({ username }) => username)}::text[],
          ${users.map(({ email }) => email)}::text[], ${users.map(({ state }) => state.source)}::text[],
          ${users.map(({ version }) => version)}::integer[]) AS a (user_id, username, email, source, version)
      ), named AS (
        INSERT INTO ${this.database.table('usernames')} (username, user_id)
        SELECT username, user_id FROM arriving ON CONFLICT (username) DO NOTHING RETURNING username
      )
      INSERT INTO ${this.database.table('profiles')} (user_id, username, email, source, version)
      SELECT user_id, username, email, source, version FROM arriving WHERE username IN (SELECT username FROM named)
      RETURNING user_id`.execute(this.database.query);
    return rows.map((row) => row.user_id);
  }

  private async insertUsers(users: readonly User[]): Promise<void> {
    if (users.length === 0) return;
    await sql`
      INSERT INTO ${this.database.table('users')} (id, name, email, email_verified, created_at, updated_at)
      SELECT id, name, NULL, false, registered_at, registered_at FROM unnest(
        ${users.map(({ id }) => id)}::text[], ${users.map((user) => user.displayName)}::text[],
        ${users.map(({ state }) => state.registeredAt)}::timestamptz[]) AS new (id, name, registered_at)`.execute(
      this.database.query,
    );
  }

  private async update(user: User, version: number): Promise<void> {
    if (user.domainEvents.some((event) => event instanceof UsernameChanged)) await this.claimName(user);
    const { numUpdatedRows } = await this.database.query
      .updateTable('profiles')
      .set({ ...profileChangesOf(user), version })
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

  /** The name must be nobody's, or a former one of the same person. */
  private async claimName({ id, username }: User): Promise<void> {
    const { rows } = await sql`
      INSERT INTO ${this.database.table('usernames')} AS held (username, user_id) VALUES (${username}, ${id})
      ON CONFLICT (username) DO UPDATE SET user_id = excluded.user_id WHERE held.user_id = excluded.user_id
      RETURNING 1`.execute(this.database.query);
    if (rows.length === 0) throw new UsernameTakenError(username);
  }

  private async bearersOf(usernames: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { rows } = await sql<{ username: string; user_id: string }>`
      SELECT username, user_id FROM ${this.database.table('usernames')}
      WHERE username = ANY(${usernames}::text[]) AND user_id IS NOT NULL`.execute(this.database.query);
    return new Map(rows.map((row) => [row.username, row.user_id]));
  }
}

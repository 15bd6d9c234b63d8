import { ConcurrentChangeError, DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Collective } from '../domain/collective.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import { inviteOf, memberOf, rowOfInvite, rowOfMember, rowOfToken, tokenOf } from './collective-rows.js';
import type { CollectiveRow, CollectivesTables } from './tables.js';

type Stored = Pick<Collective, 'members' | 'invites' | 'tokens' | 'admitted'>;

@Injectable()
export class PostgresCollectiveRepository extends CollectiveRepository {
  /** What the rows say about each collective in memory, so that saving writes only what changed. */
  private readonly stored = new WeakMap<Collective, Stored>();

  constructor(
    private readonly database: Database<CollectivesTables>,
    private readonly domainEvents: DomainEvents,
  ) {
    super();
  }

  async getForMember(slug: string, userId: string): Promise<Collective | null> {
    const row = await this.locked()
      .where('slug', '=', slug)
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('members')
            .whereRef('members.collective_id', '=', 'collectives.id')
            .where('members.user_id', '=', userId)
            .select('members.user_id'),
        ),
      )
      .executeTakeFirst();
    return row === undefined ? null : this.restore(row);
  }

  async getWithInvite(inviteId: string): Promise<Collective | null> {
    const row = await this.locked()
      .where('id', '=', (eb) =>
        eb.selectFrom('invites').where('invites.id', '=', inviteId).select('invites.collective_id'),
      )
      .executeTakeFirst();
    return row === undefined ? null : this.restore(row, inviteId);
  }

  async getBySlug(slug: string): Promise<Collective | null> {
    const row = await this.locked().where('slug', '=', slug).executeTakeFirst();
    return row === undefined ? null : this.restore(row);
  }

  async getPersonal(userId: string): Promise<Collective | null> {
    const row = await this.locked()
      .where('founder_user_id', '=', userId)
      .where('origin', '=', 'sign-up')
      .executeTakeFirst();
    return row === undefined ? null : this.restore(row);
  }

  everyOneWithMember(userId: string): Promise<Collective[]> {
    return this.every(
      this.locked().where('id', 'in', (eb) =>
        eb.selectFrom('members').where('user_id', '=', userId).select('collective_id'),
      ),
    );
  }

  everyOneInviting(addressFingerprint: string): Promise<Collective[]> {
    return this.every(
      this.locked().where('id', 'in', (eb) =>
        eb
          .selectFrom('invites')
          .where('address_fingerprint', '=', addressFingerprint)
          .where('status', '=', 'pending')
          .select('invites.collective_id'),
      ),
    );
  }

  async hasPersonal(userId: string): Promise<boolean> {
    const row = await this.database.query
      .selectFrom('collectives')
      .where('founder_user_id', '=', userId)
      .where('origin', '=', 'sign-up')
      .select('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  async countOwnedBy(userId: string): Promise<number> {
    const { count } = await this.database.query
      .selectFrom('members')
      .innerJoin('collectives', 'collectives.id', 'members.collective_id')
      .where('user_id', '=', userId)
      .where('role', '=', 'owner')
      .where('origin', '!=', 'sign-up')
      .select(sql<number>`count(*)::integer`.as('count'))
      .executeTakeFirstOrThrow();
    return count;
  }

  async save(collective: Collective): Promise<void> {
    await (collective.dissolved ? this.remove(collective) : this.write(collective));
    await this.domainEvents.dispatchEventsForAggregate(collective);
  }

  private locked() {
    return this.database.query.selectFrom('collectives').selectAll().forUpdate();
  }

  /** In one order always, so that two who want several do not wait for each other. */
  private async every(rows: ReturnType<typeof this.locked>): Promise<Collective[]> {
    const found: Collective[] = [];
    for (const row of await rows.orderBy('id').execute()) found.push(await this.restore(row));
    return found;
  }

  /** Of the invites, only those that still count are read, and the one that is asked for. */
  private async restore(row: CollectiveRow, inviteId?: string): Promise<Collective> {
    const { query } = this.database;
    const of = row.id;
    const [members, invites, tokens, admissions] = [
      await query.selectFrom('members').selectAll().where('collective_id', '=', of).execute(),
      await query
        .selectFrom('invites')
        .selectAll()
        .where('collective_id', '=', of)
        .where((is) =>
          is.or([is('status', '=', 'pending'), ...(inviteId === undefined ? [] : [is('id', '=', inviteId)])]),
        )
        .execute(),
      await query.selectFrom('tokens').selectAll().where('collective_id', '=', of).execute(),
      await query.selectFrom('admissions').select('user_id').where('collective_id', '=', of).execute(),
    ];
    const collective = Collective.restore({
      id: row.id,
      slug: row.slug,
      name: row.name,
      origin: row.origin,
      founderUserId: row.founder_user_id,
      foundedAt: row.founded_at,
      version: row.version,
      members: members.map(memberOf),
      invites: invites.map(inviteOf),
      tokens: tokens.map(tokenOf),
      admitted: admissions.map((admission) => admission.user_id),
    });
    this.remember(collective);
    this.domainEvents.markAggregateForDispatch(collective);
    return collective;
  }

  private async write(collective: Collective): Promise<void> {
    const { id, slug, name, origin, founderUserId, foundedAt } = collective;
    const version = collective.advance();
    const { numInsertedOrUpdatedRows } = await this.database.query
      .insertInto('collectives')
      .values({ id, slug, name, origin, founder_user_id: founderUserId, founded_at: foundedAt, version })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet({ slug, name, version })
          .where('collectives.version', '=', version - 1),
      )
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) throw new ConcurrentChangeError('Collective', id);
    const before = this.stored.get(collective);
    await this.writeMembers(collective, before?.members);
    await this.writeInvites(collective, before?.invites);
    await this.writeTokens(collective, before?.tokens);
    await this.writeAdmissions(collective, before?.admitted);
    this.remember(collective);
  }

  private async remove(collective: Collective): Promise<void> {
    const { query } = this.database;
    const version = collective.advance();
    for (const table of ['members', 'invites', 'tokens', 'admissions'] as const)
      await query.deleteFrom(table).where('collective_id', '=', collective.id).execute();
    const { numDeletedRows } = await query
      .deleteFrom('collectives')
      .where('id', '=', collective.id)
      .where('version', '=', version - 1)
      .executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) throw new ConcurrentChangeError('Collective', collective.id);
  }

  private async writeMembers({ id, members }: Collective, before?: Stored['members']): Promise<void> {
    const gone = missingFrom(members, before);
    if (gone.length > 0)
      await this.database.query
        .deleteFrom('members')
        .where('collective_id', '=', id)
        .where('user_id', 'in', gone)
        .execute();
    const changed = changedSince(members, before);
    if (changed.length > 0)
      await this.database.query
        .insertInto('members')
        .values(changed.map((member) => rowOfMember(member, id)))
        .onConflict((conflict) =>
          conflict
            .columns(['collective_id', 'user_id'])
            .doUpdateSet((eb) => ({ role: eb.ref('excluded.role') })),
        )
        .execute();
  }

  private async writeInvites({ id, invites }: Collective, before?: Stored['invites']): Promise<void> {
    // In the order in which the collective changed them: an invite that ran out makes room for the next one.
    const changed = changedSince(invites, before);
    if (changed.length === 0) return;
    await this.database.query
      .insertInto('invites')
      .values(changed.map((invite) => rowOfInvite(invite, id)))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({ status: eb.ref('excluded.status') })),
      )
      .execute();
  }

  private async writeTokens({ id, tokens }: Collective, before?: Stored['tokens']): Promise<void> {
    const gone = missingFrom(tokens, before);
    if (gone.length > 0) await this.database.query.deleteFrom('tokens').where('id', 'in', gone).execute();
    const added = changedSince(tokens, before);
    if (added.length > 0)
      await this.database.query
        .insertInto('tokens')
        .values(added.map((token) => rowOfToken(token, id)))
        .execute();
  }

  private async writeAdmissions({ id, admitted }: Collective, before?: Stored['admitted']): Promise<void> {
    const added = [...admitted].filter((userId) => before?.has(userId) !== true);
    if (added.length === 0) return;
    await this.database.query
      .insertInto('admissions')
      .values(added.map((userId) => ({ collective_id: id, user_id: userId })))
      .execute();
  }

  private remember(collective: Collective): void {
    this.stored.set(collective, {
      members: new Map(collective.members),
      invites: new Map(collective.invites),
      tokens: new Map(collective.tokens),
      admitted: new Set(collective.admitted),
    });
  }
}

function missingFrom(now: ReadonlyMap<string, unknown>, before?: ReadonlyMap<string, unknown>): string[] {
  return [...(before?.keys() ?? [])].filter((id) => !now.has(id));
}

function changedSince<T>(now: ReadonlyMap<string, T>, before?: ReadonlyMap<string, T>): T[] {
  return [...now].filter(([id, value]) => before?.get(id) !== value).map(([, value]) => value);
}

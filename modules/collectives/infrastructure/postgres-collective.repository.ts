import { ConcurrentChangeError, DomainEvents } from '@boardwalk/domain';
import { Database } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Collective } from '../domain/collective.js';
import { CollectiveRepository } from '../domain/collective.repository.js';
import type { Invite } from '../domain/invite.js';
import type { CollectiveRow, CollectivesTables, InviteRow } from './tables.js';

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

  async hasPersonal(userId: string): Promise<boolean> {
    const row = await this.database.query
      .selectFrom('collectives')
      .where('founder_user_id', '=', userId)
      .where('origin', '=', 'sign-up')
      .select('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  async save(collective: Collective): Promise<void> {
    const version = collective.advance();
    const { numInsertedOrUpdatedRows } = await this.database.query
      .insertInto('collectives')
      .values({
        id: collective.id,
        slug: collective.slug,
        name: collective.name,
        origin: collective.origin,
        founder_user_id: collective.founderUserId,
        founded_at: collective.foundedAt,
        version,
      })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet({ name: collective.name, version })
          .where('collectives.version', '=', version - 1),
      )
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) throw new ConcurrentChangeError('Collective', collective.id);
    await this.saveMembers(collective);
    await this.saveInvites(collective);
    await this.saveAdmissions(collective);
    this.remember(collective);
    await this.domainEvents.dispatchEventsForAggregate(collective);
  }

  private locked() {
    return this.database.query.selectFrom('collectives').selectAll().forUpdate();
  }

  /** Of the invites, only those that still count are read, and the one that is asked for. */
  private async restore(row: CollectiveRow, inviteId?: string): Promise<Collective> {
    const { query } = this.database;
    const of = row.id;
    const [members, invites, admissions] = [
      await query.selectFrom('members').selectAll().where('collective_id', '=', of).execute(),
      await query
        .selectFrom('invites')
        .selectAll()
        .where('collective_id', '=', of)
        .where((is) =>
          is.or([is('status', '=', 'pending'), ...(inviteId === undefined ? [] : [is('id', '=', inviteId)])]),
        )
        .execute(),
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
      members: members.map((member) => ({
        userId: member.user_id,
        username: member.username,
        role: member.role,
        joinedAt: member.joined_at,
      })),
      invites: invites.map(inviteOf),
      admitted: admissions.map((admission) => admission.user_id),
    });
    this.remember(collective);
    this.domainEvents.markAggregateForDispatch(collective);
    return collective;
  }

  private async saveMembers(collective: Collective): Promise<void> {
    const before = this.stored.get(collective)?.members;
    const gone = [...(before?.keys() ?? [])].filter((userId) => !collective.members.has(userId));
    if (gone.length > 0)
      await this.database.query
        .deleteFrom('members')
        .where('collective_id', '=', collective.id)
        .where('user_id', 'in', gone)
        .execute();
    const joined = [...collective.members.values()].filter((member) => before?.get(member.userId) !== member);
    if (joined.length > 0)
      await this.database.query
        .insertInto('members')
        .values(
          joined.map(({ userId, username, role, joinedAt }) => ({
            collective_id: collective.id,
            user_id: userId,
            username,
            role,
            joined_at: joinedAt,
          })),
        )
        .execute();
  }

  private async saveInvites(collective: Collective): Promise<void> {
    const before = this.stored.get(collective)?.invites;
    // In the order in which the collective changed them: an invite that ran out makes room for the next one.
    const changed = [...collective.invites.values()].filter((invite) => before?.get(invite.id) !== invite);
    if (changed.length === 0) return;
    await this.database.query
      .insertInto('invites')
      .values(changed.map((invite) => rowOf(invite, collective.id)))
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({ status: eb.ref('excluded.status') })),
      )
      .execute();
  }

  private async saveAdmissions(collective: Collective): Promise<void> {
    const before = this.stored.get(collective)?.admitted;
    const added = [...collective.admitted].filter((userId) => before?.has(userId) !== true);
    if (added.length === 0) return;
    await this.database.query
      .insertInto('admissions')
      .values(added.map((userId) => ({ collective_id: collective.id, user_id: userId })))
      .execute();
  }

  private remember(collective: Collective): void {
    this.stored.set(collective, {
      members: new Map(collective.members),
      invites: new Map(collective.invites),
      admitted: new Set(collective.admitted),
    });
  }
}

type Stored = Pick<Collective, 'members' | 'invites' | 'admitted'>;

function inviteOf(row: InviteRow): Invite {
  return {
    id: row.id,
    addressFingerprint: row.address_fingerprint,
    tokenFingerprint: row.token_fingerprint,
    role: row.role,
    invitedByUserId: row.invited_by_user_id,
    sentAt: row.sent_at,
    expiresAt: row.expires_at,
    status: row.status,
  };
}

function rowOf(invite: Invite, collectiveId: string): InviteRow {
  return {
    id: invite.id,
    collective_id: collectiveId,
    address_fingerprint: invite.addressFingerprint,
    token_fingerprint: invite.tokenFingerprint,
    role: invite.role,
    invited_by_user_id: invite.invitedByUserId,
    sent_at: invite.sentAt,
    expires_at: invite.expiresAt,
    status: invite.status,
  };
}

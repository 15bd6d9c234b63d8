import type { Insertable, Selectable } from 'kysely';
import type { CollectiveToken } from '../domain/collective-token.js';
import type { Invite } from '../domain/invite.js';
import type { Member } from '../domain/member.js';
import type { CollectivesTables, InviteRow, TokenRow } from './tables.js';

type MemberRow = Selectable<CollectivesTables['members']>;

export function memberOf(row: MemberRow): Member {
  return { userId: row.user_id, username: row.username, role: row.role, joinedAt: row.joined_at };
}

export function rowOfMember({ userId, username, role, joinedAt }: Member, collectiveId: string): MemberRow {
  return { collective_id: collectiveId, user_id: userId, username, role, joined_at: joinedAt };
}

export function inviteOf(row: InviteRow): Invite {
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

export function rowOfInvite(invite: Invite, collectiveId: string): InviteRow {
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

export function tokenOf(row: TokenRow): CollectiveToken {
  return {
    id: row.id,
    name: row.name,
    fingerprint: row.fingerprint,
    scopes: row.scopes,
    createdByUserId: row.created_by_user_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

export function rowOfToken(
  token: CollectiveToken,
  collectiveId: string,
): Insertable<CollectivesTables['tokens']> {
  return {
    id: token.id,
    collective_id: collectiveId,
    name: token.name,
    fingerprint: token.fingerprint,
    scopes: [...token.scopes],
    created_by_user_id: token.createdByUserId,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    last_used_at: null,
  };
}

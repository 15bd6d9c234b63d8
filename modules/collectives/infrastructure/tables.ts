import type { Generated, Insertable, Selectable } from 'kysely';
import type { Origin } from '../domain/collective-state.js';
import type { Invite } from '../domain/invite.js';
import type { Role } from '../domain/role.js';

/** The tables of the schema `collectives`, as `migrations/` makes them. */
export interface CollectivesTables {
  slugs: {
    slug: string;
    collective_id: string;
    claimed_by_user_id: string | null;
    claimed_at: Date | null;
  };
  claimers: { user_id: string };
  collectives: {
    id: string;
    slug: string;
    name: string;
    origin: Origin;
    founder_user_id: string;
    founded_at: Date;
    version: number;
  };
  members: { collective_id: string; user_id: string; username: string; role: Role; joined_at: Date };
  invites: {
    id: string;
    collective_id: string;
    address_fingerprint: string;
    token_fingerprint: string;
    role: Role;
    invited_by_user_id: string;
    sent_at: Date;
    expires_at: Date;
    status: Invite['status'];
  };
  admissions: { collective_id: string; user_id: string };
  people: {
    user_id: string;
    username: string;
    address_fingerprint: string | null;
    address_verified: Generated<boolean>;
    suspended: Generated<boolean>;
    is_public: boolean;
  };
  departed: { person: Buffer };
  invite_mails: {
    invite_id: string;
    address_fingerprint: string;
    inviter_user_id: string | null;
    sent_at: Date;
  };
  tokens: {
    id: string;
    collective_id: string;
    name: string;
    fingerprint: string;
    scopes: string[];
    created_by_user_id: string;
    created_at: Date;
    expires_at: Date | null;
    last_used_at: Date | null;
  };
  published_extensions: {
    name: string;
    collective_id: string;
    is_public: boolean;
    taken_down: Generated<boolean>;
  };
}

export type CollectiveRow = Selectable<CollectivesTables['collectives']>;
export type TokenRow = Selectable<CollectivesTables['tokens']>;
export type InviteRow = Insertable<CollectivesTables['invites']>;

import type { Generated } from 'kysely';

/** The tables of the schema `identity`. The first four are better-auth's. */
export interface IdentityTables {
  users: {
    id: string;
    name: string;
    email: string | null;
    email_verified: boolean;
    image: string | null;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
  };
  sessions: {
    id: string;
    expires_at: Date;
    token: string;
    created_at: Generated<Date>;
    updated_at: Date;
    ip_address: string | null;
    user_agent: string | null;
    user_id: string;
  };
  accounts: {
    id: string;
    account_id: string;
    provider_id: string;
    user_id: string;
    password: string | null;
    created_at: Generated<Date>;
    updated_at: Date;
  };
  profiles: {
    user_id: string;
    username: string;
    email: string | null;
    source: 'password' | 'oauth' | 'import';
    version: number;
    bio: Generated<string>;
    links: Generated<string[]>;
    is_public: Generated<boolean>;
    language: string | null;
    time_zone: string | null;
    profile_completed_at: Date | null;
    suspended_at: Date | null;
    suspension_reason: string | null;
    password_changed_at: Date | null;
    last_seen_on: string | null;
  };
  usernames: {
    username: string;
    user_id: string | null;
  };
  email_verifications: {
    id: string;
    user_id: string;
    email: string;
    token_fingerprint: string;
    requested_at: Date;
    expires_at: Date;
    redeemed_at: Date | null;
    version: number;
  };
  password_resets: {
    id: string;
    user_id: string;
    token_fingerprint: string;
    requested_at: Date;
    expires_at: Date;
    redeemed_at: Date | null;
    version: number;
  };
  devices: {
    user_id: string;
    device: string;
    first_seen_at: Date;
  };
  account_deletions: {
    user_id: string;
    deleted_at: Date;
    event_id: string | null;
  };
  clients: {
    id: string;
    owner_user_id: string;
    name: string;
    registered_at: Date;
    version: number;
  };
  api_keys: {
    id: string;
    owner_user_id: string;
    client_id: string | null;
    name: string;
    prefix: string;
    fingerprint: string;
    scopes: string[];
    enabled: boolean;
    created_at: Date;
    expires_at: Date | null;
    last_used_at: Date | null;
    version: number;
  };
  sign_in_attempts: {
    key: string;
    attempts: number;
    window_ends_at: Date;
  };
}

import type { Selectable } from 'kysely';
import { User } from '../domain/user.js';
import type { IdentityTables } from './tables.js';

/** Columns of ours. */
export const profileColumns = [
  'profiles.user_id',
  'profiles.username',
  'profiles.email',
  'profiles.source',
  'profiles.version',
  'profiles.bio',
  'profiles.links',
  'profiles.is_public',
  'profiles.language',
  'profiles.time_zone',
  'profiles.profile_completed_at',
  'profiles.suspended_at',
  'profiles.suspension_reason',
  'profiles.password_changed_at',
  'profiles.last_seen_on',
] as const;

/** Columns of better-auth's. */
export const accountColumns = ['users.name', 'users.email_verified', 'users.created_at'] as const;

type Row = Selectable<IdentityTables['profiles']> &
  Pick<Selectable<IdentityTables['users']>, 'name' | 'email_verified' | 'created_at'>;

export function userOf(row: Row): User {
  return User.restore({
    id: row.user_id,
    username: row.username,
    email: row.email,
    emailVerified: row.email_verified,
    displayName: row.name,
    source: row.source,
    registeredAt: row.created_at,
    profile: { bio: row.bio, links: row.links, isPublic: row.is_public },
    preferences: { language: row.language, timeZone: row.time_zone },
    profileCompletedAt: row.profile_completed_at,
    suspendedAt: row.suspended_at,
    suspensionReason: row.suspension_reason,
    passwordChangedAt: row.password_changed_at,
    lastSeenOn: row.last_seen_on,
    version: row.version,
  });
}

/** What may change of our row. */
export function profileChangesOf({ state }: User) {
  const { profile, preferences } = state;
  return {
    username: state.username,
    email: state.email,
    bio: profile.bio,
    links: [...profile.links],
    is_public: profile.isPublic,
    language: preferences.language,
    time_zone: preferences.timeZone,
    profile_completed_at: state.profileCompletedAt,
    suspended_at: state.suspendedAt,
    suspension_reason: state.suspensionReason,
    password_changed_at: state.passwordChangedAt,
    last_seen_on: state.lastSeenOn,
  };
}

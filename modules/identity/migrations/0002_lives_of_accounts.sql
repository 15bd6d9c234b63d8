-- What people say about themselves, and what has become of their accounts.
ALTER TABLE profiles
  ADD COLUMN bio text NOT NULL DEFAULT '',
  ADD COLUMN links text[] NOT NULL DEFAULT '{}',
  ADD COLUMN is_public boolean NOT NULL DEFAULT true,
  ADD COLUMN language text,
  ADD COLUMN time_zone text,
  ADD COLUMN profile_completed_at timestamptz,
  ADD COLUMN suspended_at timestamptz,
  ADD COLUMN suspension_reason text,
  ADD COLUMN password_changed_at timestamptz,
  -- The latest day, UTC, on which the person was here: `2026-06-01`.
  ADD COLUMN last_seen_on text,
  ADD CHECK ((suspended_at IS NULL) = (suspension_reason IS NULL));

-- Every name that anybody bears or bore. A former one still belongs to whoever bore it; that of a deleted account to nobody.
CREATE TABLE usernames (
  username text PRIMARY KEY,
  user_id text REFERENCES profiles (user_id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO usernames SELECT username, user_id FROM profiles;
CREATE INDEX usernames_user_id_idx ON usernames (user_id);

-- Single-use permissions to choose another password. Of the token only its fingerprint is kept.
CREATE TABLE password_resets (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES profiles (user_id) ON DELETE CASCADE,
  token_fingerprint text NOT NULL UNIQUE,
  requested_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  redeemed_at timestamptz,
  version integer NOT NULL
);
CREATE INDEX password_resets_user_id_idx ON password_resets (user_id);
CREATE INDEX email_verifications_user_id_idx ON email_verifications (user_id);

-- From where people have signed in: browser and system, as far as they say.
CREATE TABLE devices (
  user_id text NOT NULL REFERENCES profiles (user_id) ON DELETE CASCADE,
  device text NOT NULL,
  first_seen_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, device)
);

-- Accounts that were deleted, by ids that lead to nobody any more, so that an operator can see who still has to deal with it.
CREATE TABLE account_deletions (
  user_id text PRIMARY KEY,
  deleted_at timestamptz NOT NULL,
  -- The fact that told of it; null until it has come back from the log.
  event_id text
);
CREATE INDEX account_deletions_deleted_at_idx ON account_deletions (deleted_at, user_id);

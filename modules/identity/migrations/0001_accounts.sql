-- users, sessions, accounts and verifications belong to better-auth: columns, types and indexes are the ones it expects.
CREATE TABLE users (
  id text NOT NULL PRIMARY KEY,
  name text NOT NULL,
  -- Only an address that its holder has proved; until then it waits in profiles.email.
  email text UNIQUE,
  email_verified boolean NOT NULL,
  image text,
  created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE sessions (
  id text NOT NULL PRIMARY KEY,
  expires_at timestamptz NOT NULL,
  token text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);

CREATE TABLE accounts (
  id text NOT NULL PRIMARY KEY,
  account_id text NOT NULL,
  provider_id text NOT NULL,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz NOT NULL
);
CREATE INDEX accounts_user_id_idx ON accounts (user_id);

CREATE TABLE verifications (
  id text NOT NULL PRIMARY KEY,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX verifications_identifier_idx ON verifications (identifier);

-- What a person is to us beside better-auth's row. better-auth writes its row after ours in the same transaction.
CREATE TABLE profiles (
  user_id text PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  username text NOT NULL UNIQUE CHECK (username ~ '^[a-z0-9][a-z0-9_-]{2,31}$'),
  -- The address that was given, in lower case. Several people may claim one; users.email says who proved it.
  email text,
  source text NOT NULL CHECK (source IN ('password', 'oauth', 'import')),
  version integer NOT NULL
);
CREATE INDEX profiles_email_idx ON profiles (email);

-- Single-use proofs that an address can be read. Of the token only its fingerprint is kept.
CREATE TABLE email_verifications (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES profiles (user_id) ON DELETE CASCADE,
  email text NOT NULL,
  token_fingerprint text NOT NULL UNIQUE,
  requested_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  redeemed_at timestamptz,
  version integer NOT NULL
);

CREATE TABLE clients (
  id text PRIMARY KEY,
  owner_user_id text NOT NULL REFERENCES profiles (user_id) ON DELETE CASCADE,
  name text NOT NULL,
  registered_at timestamptz NOT NULL,
  version integer NOT NULL
);
CREATE INDEX clients_owner_user_id_idx ON clients (owner_user_id);

-- Of a key only its fingerprint is kept. A revoked key stays, disabled.
CREATE TABLE api_keys (
  id text PRIMARY KEY,
  owner_user_id text NOT NULL REFERENCES profiles (user_id) ON DELETE CASCADE,
  client_id text REFERENCES clients (id) ON DELETE CASCADE,
  name text NOT NULL,
  prefix text NOT NULL CHECK (prefix = CASE WHEN client_id IS NULL THEN 'bw_' ELSE 'bwc_' END),
  fingerprint text NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  enabled boolean NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  version integer NOT NULL
);
CREATE INDEX api_keys_owner_user_id_idx ON api_keys (owner_user_id, id);

-- Tries to sign in, counted per account and per network. Keys are fingerprints: no address or name is kept.
CREATE TABLE sign_in_attempts (
  key text PRIMARY KEY,
  attempts integer NOT NULL,
  window_ends_at timestamptz NOT NULL
);
CREATE INDEX sign_in_attempts_window_ends_at_idx ON sign_in_attempts (window_ends_at);

ALTER TABLE invites
  DROP CONSTRAINT invites_status_check,
  ADD CHECK (status IN ('pending', 'accepted', 'declined', 'revoked', 'expired'));
CREATE INDEX invites_by_address ON invites (address_fingerprint);
CREATE INDEX members_by_user ON members (user_id);

-- While somebody is shut out, the tokens that they made do not work.
ALTER TABLE people ADD COLUMN suspended boolean NOT NULL DEFAULT false;

-- Tokens of collectives that were not revoked, as keyed hashes only.
CREATE TABLE tokens (
  id uuid PRIMARY KEY,
  collective_id uuid NOT NULL REFERENCES collectives,
  name text NOT NULL,
  fingerprint text NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  created_by_user_id text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz
);
CREATE INDEX tokens_by_collective ON tokens (collective_id);

-- This context's picture of what collectives have published, filled from facts.
CREATE TABLE published_extensions (
  name text COLLATE "C" PRIMARY KEY,
  collective_id uuid NOT NULL,
  is_public boolean NOT NULL,
  taken_down boolean NOT NULL DEFAULT false
);
CREATE INDEX published_extensions_by_collective ON published_extensions (collective_id);

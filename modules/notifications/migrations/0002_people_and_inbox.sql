-- Whom something can be told. When the account is deleted, nothing but its id stays, so that what comes late finds nobody.
CREATE TABLE people (
  user_id text PRIMARY KEY,
  username text,
  address text,
  address_proved boolean NOT NULL DEFAULT false,
  gone_at timestamptz
);
CREATE INDEX people_by_proved_address ON people (lower(address)) WHERE address_proved;

CREATE TABLE inbox (
  -- Made of fact, type and recipient.
  id uuid PRIMARY KEY,
  user_id text NOT NULL,
  type text NOT NULL,
  -- The fact.
  source uuid NOT NULL,
  -- Whom the notice names. The name itself is looked up when it is read, so it follows a renaming and goes with the account.
  actor_user_id text,
  about jsonb NOT NULL,
  occurred_at timestamptz NOT NULL,
  read_at timestamptz,
  UNIQUE (user_id, type, source)
);
CREATE INDEX inbox_by_time ON inbox (user_id, occurred_at DESC, id DESC);
CREATE INDEX inbox_unread ON inbox (user_id, occurred_at DESC, id DESC) WHERE read_at IS NULL;

-- Mails that somebody does not want. The subject is a person, or the fingerprint of an address without one.
CREATE TABLE muted_kinds (
  subject text NOT NULL,
  kind text NOT NULL,
  muted_at timestamptz NOT NULL,
  PRIMARY KEY (subject, kind)
);

-- Who uses what, as far as they were signed in.
CREATE TABLE pulls (
  extension_name text NOT NULL,
  -- Rounds go through people in this order.
  user_id text COLLATE "C" NOT NULL,
  version text NOT NULL,
  first_pulled_at timestamptz NOT NULL,
  PRIMARY KEY (extension_name, user_id, version)
);
CREATE INDEX pulls_by_user ON pulls (user_id);

-- A notice for many people, and how far it has come among them. The row goes when everybody has been told.
CREATE TABLE rounds (
  id uuid PRIMARY KEY,
  occurred_at timestamptz NOT NULL,
  notice jsonb NOT NULL,
  audience jsonb NOT NULL,
  told_up_to text NOT NULL DEFAULT ''
);

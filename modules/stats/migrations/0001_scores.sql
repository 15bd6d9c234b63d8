-- What each person has been granted, in sum. One row is locked per fact: that of the person concerned.
CREATE TABLE accounts (
  user_id text PRIMARY KEY,
  username text COLLATE "C" NOT NULL,
  is_public boolean NOT NULL,
  total integer NOT NULL CHECK (total >= 0),
  grants integer NOT NULL CHECK (grants >= 0),
  has_published boolean NOT NULL,
  allowances_used jsonb NOT NULL,
  version integer NOT NULL
) WITH (fillfactor = 50);

CREATE INDEX accounts_by_username ON accounts (username);

-- The ledger. `ordinal` counts the grants of one person, so that a rebuild from the log writes the same rows.
CREATE TABLE score_grants (
  user_id text NOT NULL REFERENCES accounts,
  ordinal integer NOT NULL,
  grant_id text NOT NULL UNIQUE,
  category text NOT NULL,
  source text NOT NULL,
  amount integer NOT NULL CHECK (amount > 0),
  event_id uuid NOT NULL,
  granted_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, ordinal)
);

CREATE INDEX score_grants_by_time ON score_grants (granted_at) INCLUDE (user_id, amount);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'score_grants is append-only: % is not allowed. Correct a balance by a further grant.', TG_OP;
END $$;

CREATE TRIGGER score_grants_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON score_grants
  EXECUTE FUNCTION refuse_change();

CREATE TABLE badges (
  user_id text NOT NULL REFERENCES accounts,
  badge_id text NOT NULL,
  name text NOT NULL,
  points integer NOT NULL,
  exclusive boolean NOT NULL,
  event_id uuid NOT NULL,
  awarded_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, badge_id)
);

-- One holder ever.
CREATE UNIQUE INDEX badges_exclusive ON badges (badge_id) WHERE exclusive;

CREATE TABLE username_metrics (
  user_id text NOT NULL REFERENCES accounts,
  event text NOT NULL,
  day date NOT NULL,
  count integer NOT NULL CHECK (count > 0),
  PRIMARY KEY (user_id, event, day)
) WITH (fillfactor = 70);

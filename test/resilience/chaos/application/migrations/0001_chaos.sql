-- The aggregates: whoever writes facts of a key holds its row. `version` counts the facts that committed.
CREATE TABLE aggregates (
  key text PRIMARY KEY,
  version integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- The change that each fact tells of; in the transaction of the fact. A deed is one transaction of a writer.
CREATE TABLE changes (
  key text NOT NULL,
  version integer NOT NULL,
  type text NOT NULL,
  deed text NOT NULL,
  PRIMARY KEY (key, version)
);
CREATE INDEX changes_by_deed ON changes (deed);

-- What the consumers did, in the order in which they did it. Nothing here refuses a repetition.
CREATE TABLE effects (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  subscription text NOT NULL,
  event_id uuid NOT NULL,
  key text NOT NULL,
  version integer NOT NULL,
  deed text NOT NULL,
  worker text NOT NULL
);

-- Poison whose cause an operator has mended.
CREATE TABLE cures (
  key text NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (key, version)
);

-- Calls to the world outside that an effect promised. Nothing here refuses a repetition either.
CREATE TABLE letters (
  id uuid PRIMARY KEY,
  key text NOT NULL,
  version integer NOT NULL,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'unknown')),
  attempt integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  leased_until timestamptz,
  provider_id text,
  last_error text,
  trace text NOT NULL
);
CREATE INDEX letters_due ON letters (next_attempt_at, id) WHERE status = 'queued';
CREATE INDEX letters_in_flight ON letters (leased_until) WHERE status = 'sending';
CREATE TABLE letters_attempts (
  intent_id uuid NOT NULL,
  attempt integer NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  outcome text,
  error text,
  PRIMARY KEY (intent_id, attempt)
);

-- Who tells of a name of event, since when, and who decided it. Only ever added to.
CREATE TABLE mode_changes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('legacy', 'dual', 'typed')),
  since timestamptz NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL
);
CREATE INDEX mode_changes_by_name ON mode_changes (name, since DESC, id DESC);

-- What each side told, of names to which both are listened.
CREATE TABLE observations (
  name text NOT NULL,
  side text NOT NULL CHECK (side IN ('legacy', 'typed')),
  -- The id of the fact, or what the producer calls its call.
  reference text NOT NULL,
  -- A digest of what both sides know of the occurrence; null when no fact can tell of it.
  key text,
  properties text NOT NULL,
  occurred_at timestamptz NOT NULL,
  -- The reference of the other side's.
  partner text,
  -- JSON: the properties that the two tell differently. On the later one of the two.
  differences text,
  PRIMARY KEY (name, side, reference)
);
CREATE INDEX observations_without_partner ON observations (name, key, side, occurred_at) WHERE partner IS NULL;

-- Calls that were counted and not recorded, because facts tell of their name.
CREATE TABLE superseded_calls (
  name text NOT NULL,
  producer text NOT NULL,
  day date NOT NULL,
  calls bigint NOT NULL,
  PRIMARY KEY (name, producer, day)
);

-- Ids of people whose accounts are gone.
CREATE TABLE forgotten_people (user_id text PRIMARY KEY);

CREATE INDEX telemetry_events_by_distinct_id ON telemetry_events (distinct_id);

-- Requests to the analytics sink, and what became of them.
CREATE TABLE sink_batches (
  id uuid PRIMARY KEY,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'unknown')),
  attempt integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  leased_until timestamptz,
  provider_id text,
  last_error text,
  trace text NOT NULL
);
CREATE INDEX sink_batches_due ON sink_batches (next_attempt_at, id) WHERE status = 'queued';
CREATE INDEX sink_batches_in_flight ON sink_batches (leased_until) WHERE status = 'sending';

CREATE TABLE sink_batches_attempts (
  intent_id uuid NOT NULL REFERENCES sink_batches (id) ON DELETE CASCADE,
  attempt integer NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  outcome text,
  error text,
  PRIMARY KEY (intent_id, attempt)
);

-- Records that the sink has not confirmed, each with the request that it went out with last.
CREATE TABLE outgoing (
  event_id uuid PRIMARY KEY REFERENCES telemetry_events (event_id) ON DELETE CASCADE,
  queued_at timestamptz NOT NULL,
  batch_id uuid,
  -- Why the sink will never take it.
  refused_because text
);
CREATE INDEX outgoing_waiting ON outgoing (queued_at, event_id) WHERE refused_because IS NULL;
CREATE INDEX outgoing_by_batch ON outgoing (batch_id) WHERE batch_id IS NOT NULL;

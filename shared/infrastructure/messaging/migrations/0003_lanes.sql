-- A subscription is divided into lanes: one per log that it reads and bucket of its keys, each with a cursor and a lease.
-- How many buckets there are is settled when the subscription is made: another number would move keys between cursors.
ALTER TABLE subscriptions
  ADD COLUMN bucket integer NOT NULL DEFAULT 0,
  ADD COLUMN buckets integer NOT NULL DEFAULT 1,
  -- Set while an operator has it stand still.
  ADD COLUMN paused_at timestamptz,
  DROP CONSTRAINT subscriptions_pkey,
  ADD PRIMARY KEY (name, log, bucket);

ALTER TABLE deliveries
  ADD COLUMN bucket integer NOT NULL DEFAULT 0,
  -- Runs again because of a replay.
  ADD COLUMN replay boolean NOT NULL DEFAULT false;
DROP INDEX deliveries_due;
CREATE INDEX deliveries_due ON deliveries (subscription, bucket, due_at) WHERE state = 'retry';

-- The processes that deliver, and what they could deliver to: lanes are shared out among those that were seen of late.
CREATE TABLE workers (
  owner text PRIMARY KEY,
  subscriptions text[] NOT NULL,
  seen_until timestamptz NOT NULL
);

-- Facts read again. `shadow`: all from a position on, into the shadow of the context's schema, by a subscription of its
-- own that ends where the log ended when it was made. `live`: what was skipped or archived, into the tables themselves.
CREATE TABLE replays (
  id uuid PRIMARY KEY,
  subscription text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('shadow', 'live')),
  log uuid NOT NULL,
  from_tick bigint NOT NULL,
  from_pos bigint NOT NULL,
  until_tick bigint NOT NULL,
  until_pos bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done', 'cancelled')),
  -- Of a live one: the deliveries that it set going.
  deliveries integer NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX replays_running ON replays (subscription) WHERE state = 'running';

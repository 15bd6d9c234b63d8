-- The consumers' side: it may lie in another database than the log.

-- One row per subscription and log. The cursor is the inbox: it moves in the transaction of the effects.
CREATE TABLE subscriptions (
  name text NOT NULL,
  log uuid NOT NULL,
  tick bigint NOT NULL DEFAULT 0,
  pos bigint NOT NULL DEFAULT 0,
  -- Who may write, and until when by the database's clock. Every write of the holder names the epoch.
  owner text,
  epoch bigint NOT NULL DEFAULT 0,
  leased_until timestamptz NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (name, log)
);

-- Deliveries that the cursor has passed without having succeeded at once.
--   retry    failed, runs again at due_at; heads its key
--   waiting  behind another delivery of its key
--   parked   dead letter; later facts of its key wait
--   skipped  dead letter; later facts of its key go on
--   done     succeeded in the end
CREATE TABLE deliveries (
  subscription text NOT NULL,
  log uuid NOT NULL,
  event_id uuid NOT NULL,
  tick bigint NOT NULL,
  pos bigint NOT NULL,
  type text NOT NULL,
  key text NOT NULL,
  state text NOT NULL CHECK (state IN ('retry', 'waiting', 'parked', 'skipped', 'done')),
  attempts integer NOT NULL,
  due_at timestamptz,
  error_class text,
  error_message text,
  first_failed_at timestamptz,
  last_failed_at timestamptz,
  redrives integer NOT NULL DEFAULT 0,
  -- Trace context of the last failed attempt.
  traceparent text,
  -- The row of the log as it was read, personal fields still encrypted.
  raw text NOT NULL,
  PRIMARY KEY (subscription, log, event_id)
);
CREATE INDEX deliveries_due ON deliveries (subscription, due_at) WHERE state = 'retry';
CREATE INDEX deliveries_blocking ON deliveries (subscription, key, tick, pos) WHERE state IN ('retry', 'waiting', 'parked');
CREATE INDEX deliveries_dead ON deliveries (last_failed_at) WHERE state IN ('parked', 'skipped');
CREATE INDEX deliveries_of_event ON deliveries (event_id);

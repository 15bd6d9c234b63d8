-- One row per fact, in the form that track(name, properties) has always written.
CREATE TABLE telemetry_events (
  event_id uuid PRIMARY KEY,
  name text NOT NULL,
  -- JSON, kept as it was written: the order of the properties is part of the format.
  properties text NOT NULL,
  occurred_at timestamptz NOT NULL,
  distinct_id text NOT NULL
);
CREATE INDEX telemetry_events_by_time ON telemetry_events (occurred_at DESC, event_id DESC);
CREATE INDEX telemetry_events_by_name ON telemetry_events (name, occurred_at DESC, event_id DESC);

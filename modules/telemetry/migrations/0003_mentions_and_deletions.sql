-- What a record is found by when somebody is to be taken out of it: ids and names of people.
ALTER TABLE telemetry_events ADD COLUMN mentions text[] NOT NULL DEFAULT '{}';
ALTER TABLE observations ADD COLUMN mentions text[] NOT NULL DEFAULT '{}';

CREATE FUNCTION mentions_in(properties text, distinct_id text) RETURNS text[] LANGUAGE sql AS $$
  SELECT coalesce(array_agg(DISTINCT left(m.mention, 200)), '{}') FROM (
    SELECT distinct_id AS mention
    UNION ALL
    SELECT v.mention FROM json_each(properties::json) AS p (property, value)
    CROSS JOIN LATERAL json_array_elements(
      CASE json_typeof(p.value) WHEN 'array' THEN p.value WHEN 'string' THEN json_build_array(p.value) ELSE '[]' END) AS e (item)
    CROSS JOIN LATERAL (SELECT e.item #>> '{}' AS mention) AS v
    WHERE json_typeof(e.item) = 'string' AND (p.property ~ '(^u|U)ser(Ids?|name)$' OR p.property IN ('pulledBy', 'displayName')
      OR v.mention ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')) AS m
  WHERE m.mention <> 'deleted-person'
$$;
UPDATE telemetry_events SET mentions = mentions_in(properties, distinct_id);
UPDATE observations SET mentions = mentions_in(properties, NULL);
DROP FUNCTION mentions_in;

ALTER TABLE telemetry_events ALTER COLUMN mentions DROP DEFAULT;
ALTER TABLE observations ALTER COLUMN mentions DROP DEFAULT;
-- Without a list of what is still to be entered, which every search would have to read.
CREATE INDEX telemetry_events_by_mention ON telemetry_events USING gin (mentions) WITH (fastupdate = off);
CREATE INDEX observations_by_mention ON observations USING gin (mentions) WITH (fastupdate = off);
DROP INDEX telemetry_events_by_distinct_id;

-- When it was noted: what happened long before is forgotten no earlier than the rest.
ALTER TABLE observations ADD COLUMN noted_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE observations ALTER COLUMN noted_at DROP DEFAULT;
CREATE INDEX observations_by_age ON observations (noted_at);

-- People of whom the analytics sink is to delete what it has.
CREATE TABLE sink_deletions (
  -- The id of the fact that their account is gone.
  id uuid PRIMARY KEY,
  user_id text NOT NULL,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'unknown')),
  attempt integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  leased_until timestamptz,
  provider_id text,
  last_error text,
  trace text NOT NULL
);
CREATE INDEX sink_deletions_due ON sink_deletions (next_attempt_at, id) WHERE status = 'queued';
CREATE INDEX sink_deletions_in_flight ON sink_deletions (leased_until) WHERE status = 'sending';

CREATE TABLE sink_deletions_attempts (
  intent_id uuid NOT NULL REFERENCES sink_deletions (id) ON DELETE CASCADE,
  attempt integer NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  outcome text,
  error text,
  PRIMARY KEY (intent_id, attempt)
);

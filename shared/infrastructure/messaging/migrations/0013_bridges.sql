-- Systems outside that are told every fact, and what they have been told.

CREATE TABLE bridges (
  name text PRIMARY KEY,
  -- Told up to here.
  tick bigint NOT NULL,
  pos bigint NOT NULL,
  -- Who tells, and until when. Two that tell at once only say the same twice.
  owner text,
  leased_until timestamptz NOT NULL DEFAULT '-infinity',
  -- When a relay last saw the other side.
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- What lies there and is not done, and since when the oldest has been waiting that nobody has begun; null when there is none.
  undone bigint NOT NULL DEFAULT 0,
  oldest_at timestamptz
);

-- The log is kept for bridges too.
CREATE OR REPLACE VIEW cursors AS
SELECT log.id AS database, s.name AS subscription, s.tick, s.pos, NULL::timestamptz AS reported_at
FROM subscriptions s JOIN log ON log.id = s.log
UNION ALL
SELECT database, subscription, tick, pos, reported_at FROM readers
UNION ALL
SELECT log.id, b.name, b.tick, b.pos, NULL FROM bridges b, log;

-- A bridge brings facts to where this server's crash does not reach: their windows must not be forgotten either.
CREATE OR REPLACE FUNCTION flush_for_readers() RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
  IF EXISTS (SELECT FROM messaging.readers) OR EXISTS (SELECT FROM messaging.destinations)
    OR EXISTS (SELECT FROM messaging.bridges) THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
END $$;

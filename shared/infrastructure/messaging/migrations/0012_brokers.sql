-- Facts that travel through a broker. The broker carries copies; what was sent and what has landed is decided here.

-- At the log: who gets its facts over a broker, a row for each context of each database that has its consumers.
CREATE TABLE destinations (
  -- The id of the log in the consumers' database.
  database uuid NOT NULL,
  context text NOT NULL,
  transport text NOT NULL,
  -- Sent up to here. The ordinal counts the facts of the log in its order.
  tick bigint NOT NULL,
  pos bigint NOT NULL,
  ordinal bigint NOT NULL,
  -- Landed up to here, and when that was last said, by this database's clock.
  landed_tick bigint NOT NULL,
  landed_pos bigint NOT NULL,
  landed_ordinal bigint NOT NULL,
  reported_at timestamptz NOT NULL,
  -- The same by the clock of the consumers' database: reports may overtake each other.
  said_at timestamptz NOT NULL,
  -- Since when something has been on its way and nothing has landed; null when all has.
  behind_since timestamptz,
  -- How often it was sent again since anything landed last.
  resent integer NOT NULL DEFAULT 0,
  -- Who sends, and until when. Two that send at once only send twice.
  owner text,
  leased_until timestamptz NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (database, context, transport)
);

-- At the consumers: what has landed and not yet been delivered to every subscription of the context.
CREATE TABLE inbox (
  log uuid NOT NULL,
  context text NOT NULL,
  tick bigint NOT NULL,
  pos bigint NOT NULL,
  ordinal bigint NOT NULL,
  -- The row of the log as it was read, personal fields still encrypted.
  raw text NOT NULL,
  PRIMARY KEY (log, context, tick, pos)
);

-- How far everything has landed, without a gap.
CREATE TABLE landings (
  log uuid NOT NULL,
  context text NOT NULL,
  tick bigint NOT NULL,
  pos bigint NOT NULL,
  ordinal bigint NOT NULL,
  -- The inbox holds everything behind this place.
  low_tick bigint NOT NULL,
  low_pos bigint NOT NULL,
  PRIMARY KEY (log, context)
);

-- What came in no form that this program writes. It is acknowledged, or it would come for ever, and kept here to be seen.
CREATE TABLE foreign_messages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel text NOT NULL,
  arrived_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  reason text NOT NULL,
  body text NOT NULL
);

-- Takes in what a broker brought, in any order and however often, and goes on behind the last gap. Returns how far that is;
-- null for a context that has not been opened. What was sent in another life of the log's server is passed over: the server may
-- have forgotten it since. That life is this server's own where none is given.
CREATE FUNCTION land(of_log uuid, of_context text, incarnation uuid, ticks bigint[], positions bigint[], ordinals bigint[],
  incarnations uuid[], raws text[]) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
  place messaging.landings;
  reached messaging.inbox;
  current_life uuid := coalesce(incarnation, messaging.incarnation());
BEGIN
  SELECT * INTO place FROM messaging.landings l WHERE l.log = of_log AND l.context = of_context FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  INSERT INTO messaging.inbox AS i (log, context, tick, pos, ordinal, raw)
  SELECT DISTINCT ON (a.tick, a.pos) of_log, of_context, a.tick, a.pos, a.ordinal, a.raw
  FROM unnest(ticks, positions, ordinals, incarnations, raws) WITH ORDINALITY AS a (tick, pos, ordinal, life, raw, came)
  WHERE (a.tick, a.pos) > (place.tick, place.pos) AND a.life = current_life
  ORDER BY a.tick, a.pos, a.came DESC
  ON CONFLICT (log, context, tick, pos) DO UPDATE SET ordinal = excluded.ordinal, raw = excluded.raw;
  -- The ordinals go up with the places, so those that count on from the last one stand before the first gap.
  LOOP
    SELECT ahead.log, ahead.context, ahead.tick, ahead.pos, ahead.ordinal, '' INTO reached
    FROM (SELECT i.*, row_number() OVER (ORDER BY i.tick, i.pos) AS rank
          FROM (SELECT * FROM messaging.inbox i
                WHERE i.log = of_log AND i.context = of_context AND (i.tick, i.pos) > (place.tick, place.pos)
                ORDER BY i.tick, i.pos LIMIT 1000) i) ahead
    WHERE ahead.ordinal = place.ordinal + ahead.rank
    ORDER BY ahead.rank DESC LIMIT 1;
    EXIT WHEN NOT FOUND;
    place.tick := reached.tick;
    place.pos := reached.pos;
    place.ordinal := reached.ordinal;
  END LOOP;
  UPDATE messaging.landings l SET tick = place.tick, pos = place.pos, ordinal = place.ordinal
  WHERE l.log = of_log AND l.context = of_context AND l.ordinal <> place.ordinal;
  RETURN place.ordinal;
END $$;

-- How many facts lie up to a place, this one included. Before what is left of the log there are all that were dropped.
CREATE FUNCTION ordinal_of(at_tick bigint, at_pos bigint) RETURNS bigint
LANGUAGE sql STABLE
AS $$
  SELECT coalesce(
      (SELECT t.total FROM messaging.ticks t WHERE t.tick = place.tick),
      (SELECT t.total - t.size FROM messaging.ticks t WHERE t.tick > place.tick ORDER BY t.tick LIMIT 1), 0)
    - (SELECT count(*) FROM messaging.facts_after(place.tick, place.pos,
         coalesce((SELECT t.size FROM messaging.ticks t WHERE t.tick = place.tick), 0)::int) later
       WHERE later.tick = place.tick)
  FROM (SELECT p.tick, p.pos FROM (VALUES (at_tick, at_pos)
          UNION ALL SELECT l.pruned_tick, l.pruned_pos FROM messaging.log l) AS p (tick, pos)
        ORDER BY p.tick DESC, p.pos DESC LIMIT 1) place
$$;

-- A broker may bring a fact to where this server's crash does not reach: its window must not be forgotten either.
CREATE OR REPLACE FUNCTION flush_for_readers() RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
  IF EXISTS (SELECT FROM messaging.readers) OR EXISTS (SELECT FROM messaging.destinations) THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
END $$;

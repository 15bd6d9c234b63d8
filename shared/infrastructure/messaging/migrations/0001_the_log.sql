-- The log: facts in the order in which they were written, and ticks that cut it into windows.
--
-- A tick stores one snapshot of the cluster. Ticks are taken one after another, so what one shows as committed every
-- later one shows too, and each fact belongs to exactly one window: that of the first tick that shows its transaction as
-- committed. Two facts of one key: the second is inserted after its aggregate's row lock, hence after the first one's
-- commit; inside one window `pos` decides. Nothing waits for a running transaction: it is listed in the snapshot, and
-- when it commits its facts are `late` rows of the window that is open then.
-- Positions are `tick-pos`; a cursor means that everything up to and including it is done. Genesis is 0-0.

-- Which log a cursor speaks of, when a consumer reads several.
CREATE TABLE log (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  only_row boolean NOT NULL UNIQUE DEFAULT true CHECK (only_row)
);
INSERT INTO log DEFAULT VALUES;

CREATE TABLE facts (
  pos bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id uuid NOT NULL UNIQUE,
  type text NOT NULL,
  source text NOT NULL,
  key text NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The envelope's extensions as JSON: correlation, causation, sequence, trace.
  headers text NOT NULL,
  -- Text, not jsonb: the server never looks inside, and storing text costs it less than half.
  data text NOT NULL
);
CREATE INDEX facts_by_xid ON facts (xid, pos);

CREATE TABLE ticks (
  tick bigint PRIMARY KEY,
  snapshot pg_snapshot NOT NULL,
  -- xmax of the preceding tick's snapshot: rows from here on are on time.
  from_xid xid8 NOT NULL,
  -- Span of the positions of the on-time rows; 1 and 0 when there are none.
  low bigint NOT NULL,
  high bigint NOT NULL,
  -- Transactions that the preceding tick saw running and this one sees committed.
  late xid8[] NOT NULL,
  last_pos bigint NOT NULL,
  size bigint NOT NULL,
  -- Facts in all windows up to this one, so that lag is a subtraction.
  total bigint NOT NULL,
  taken_at timestamptz NOT NULL
);
INSERT INTO ticks VALUES (0, '3:3:', '3', 1, 0, '{}', 0, 0, 0, now());

-- Tickers compete for this row.
CREATE TABLE ticker (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row));
INSERT INTO ticker DEFAULT VALUES;

-- Takes a tick if a fact has committed since the newest one; answers the newest tick.
-- An idle call takes no lock and no transaction id and writes nothing.
CREATE FUNCTION tick() RETURNS bigint
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan -- with statistics it would be planned anew on every call
SET enable_seqscan = off -- without statistics the planner would read the whole log
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
DECLARE
  newest messaging.ticks;
  made bigint;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'messaging.tick() ran at isolation level %', current_setting('transaction_isolation')
      USING HINT = 'Each tick needs a snapshot of its own. Call it in a READ COMMITTED transaction.';
  END IF;
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
    RAISE EXCEPTION 'messaging.tick() ran inside a transaction that had already written'
      USING HINT = 'Call it in a transaction of its own, or every other ticker waits for this one.';
  END IF;

  SELECT * INTO newest FROM messaging.ticks ORDER BY tick DESC LIMIT 1;
  IF pg_snapshot_xmax(pg_current_snapshot()) < pg_snapshot_xmax(newest.snapshot) THEN
    RAISE EXCEPTION 'the log was written by a cluster whose transaction ids had reached %, this one stands at %',
        pg_snapshot_xmax(newest.snapshot), pg_snapshot_xmax(pg_current_snapshot())
      USING HINT = 'A dump was restored into a younger cluster. Stop it, raise its ids with pg_resetwal --epoch, and start it again.';
  END IF;
  IF NOT EXISTS (SELECT FROM messaging.facts f
                 WHERE f.xid >= pg_snapshot_xmax(newest.snapshot) ORDER BY f.xid LIMIT 1)
     AND NOT EXISTS (SELECT FROM pg_snapshot_xip(newest.snapshot) running (xid)
                     JOIN messaging.facts f ON f.xid = running.xid LIMIT 1)
  THEN
    RETURN newest.tick;
  END IF;

  PERFORM FROM messaging.ticker FOR UPDATE;
  SELECT * INTO newest FROM messaging.ticks ORDER BY tick DESC LIMIT 1;
  WITH on_time AS (
    SELECT count(*) AS size, min(f.pos) AS low, max(f.pos) AS high
    FROM messaging.facts f
    WHERE f.xid >= pg_snapshot_xmax(newest.snapshot)
  ), late AS (
    SELECT count(*) AS size, max(f.pos) AS high, array_agg(DISTINCT f.xid) AS xids
    FROM pg_snapshot_xip(newest.snapshot) running (xid)
    JOIN messaging.facts f ON f.xid = running.xid
  )
  INSERT INTO messaging.ticks
  SELECT newest.tick + 1, pg_current_snapshot(), pg_snapshot_xmax(newest.snapshot),
         coalesce(on_time.low, 1), coalesce(on_time.high, 0), coalesce(late.xids, '{}'),
         greatest(on_time.high, late.high), on_time.size + late.size, newest.total + on_time.size + late.size,
         clock_timestamp()
  FROM on_time, late
  WHERE on_time.size + late.size > 0
  RETURNING tick INTO made;
  RETURN coalesce(made, newest.tick);
END $$;

-- The next facts in log order after a position, each with its window. Stops inside a window and goes on there.
-- On-time rows come off the primary key inside the window's span, late ones off facts_by_xid: nothing is sorted but
-- what is returned, however large or small the windows are, and whatever lies behind the position.
CREATE FUNCTION facts_after(after_tick bigint, after_pos bigint, most int) RETURNS TABLE (
  tick bigint, taken_at timestamptz, pos bigint, id uuid, type text, source text, key text,
  occurred_at timestamptz, recorded_at timestamptz, headers text, data text
)
LANGUAGE plpgsql STABLE
-- There is one good plan. These keep the planner on it also while the tables are empty or have no statistics.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_bitmapscan = off
SET jit = off
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT t.tick, t.taken_at, f.pos, f.id, f.type, f.source, f.key, f.occurred_at, f.recorded_at, f.headers, f.data
  FROM messaging.ticks t
  CROSS JOIN LATERAL (
    (SELECT on_time.pos, on_time.id, on_time.type, on_time.source, on_time.key,
            on_time.occurred_at, on_time.recorded_at, on_time.headers, on_time.data
     FROM messaging.facts on_time
     WHERE on_time.pos >= greatest(t.low, CASE WHEN t.tick = after_tick THEN after_pos + 1 END)
       AND on_time.pos <= t.high
       AND xid8cmp(on_time.xid, t.from_xid) >= 0 -- not `>=`: facts_by_xid must not offer itself here
       AND pg_visible_in_snapshot(on_time.xid, t.snapshot)
     ORDER BY on_time.pos LIMIT most)
    UNION ALL
    (SELECT late.*
     FROM unnest(t.late) committed (xid)
     CROSS JOIN LATERAL (
       SELECT facts.pos, facts.id, facts.type, facts.source, facts.key,
              facts.occurred_at, facts.recorded_at, facts.headers, facts.data
       FROM messaging.facts
       WHERE (facts.xid, facts.pos) > (committed.xid, CASE WHEN t.tick = after_tick THEN after_pos ELSE 0 END)
         AND facts.xid <= committed.xid -- not `=`: only facts_by_xid must fit
       ORDER BY facts.xid, facts.pos LIMIT most) late
     WHERE t.late <> '{}')
  ) f
  WHERE t.tick >= after_tick AND t.tick <= after_tick + most -- no window is empty
    AND (t.tick > after_tick OR t.last_pos > after_pos)
  ORDER BY t.tick, f.pos
  LIMIT most;
END $$;

-- Keys under which personal fields are encrypted, one per person or address. Deleting a row is the erasure.
CREATE TABLE subject_keys (
  subject text PRIMARY KEY,
  wrapped_key bytea NOT NULL,
  created_at timestamptz NOT NULL
);

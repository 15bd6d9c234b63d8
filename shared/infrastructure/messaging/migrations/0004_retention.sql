-- The log in partitions by position: what every reader has read and nobody may ask for any more is dropped in one piece.
-- Positions go on inside the next partition when one is closed, so they have gaps between partitions.

LOCK TABLE facts IN ACCESS EXCLUSIVE MODE;
CREATE SEQUENCE facts_pos AS bigint MAXVALUE 999999999999999 CACHE 1;
SELECT setval('messaging.facts_pos', last_value, is_called) FROM facts_pos_seq;

-- What has been written so far becomes the first partition.
ALTER TABLE facts RENAME TO facts_0;
ALTER TABLE facts_0 ALTER COLUMN pos DROP IDENTITY;
ALTER TABLE facts_0 RENAME CONSTRAINT facts_pkey TO facts_0_pkey;
ALTER TABLE facts_0 RENAME CONSTRAINT facts_id_key TO facts_0_id_key;
ALTER INDEX facts_by_xid RENAME TO facts_0_by_xid;

-- An index that spans partitions can be unique by `pos` only, so each partition has its own unique index on `id`.
CREATE TABLE facts (LIKE facts_0 INCLUDING DEFAULTS, PRIMARY KEY (pos)) PARTITION BY RANGE (pos);
ALTER TABLE facts ALTER COLUMN pos SET DEFAULT nextval('messaging.facts_pos');
ALTER SEQUENCE facts_pos OWNED BY facts.pos;
CREATE INDEX facts_by_xid ON facts (xid, pos);
ALTER TABLE facts ATTACH PARTITION facts_0 FOR VALUES FROM (0) TO (100000000000);

CREATE TABLE facts_1 (LIKE facts INCLUDING ALL, UNIQUE (id));
ALTER TABLE facts ATTACH PARTITION facts_1 FOR VALUES FROM (100000000000) TO (200000000000);

-- The tables facts_<number>, oldest first.
--   attached   sessions may not know of it yet, and would not find its rows; they are awaited
--   spare      next in turn
--   open       facts are written here
--   closed     facts are written to a later one; whoever took a position before that is awaited
--   sealed     complete, and all of it lies in windows
--   dropping   going
CREATE TABLE partitions (
  number integer PRIMARY KEY,
  -- Its positions: from `low` on, and below `high`.
  low bigint NOT NULL,
  high bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('attached', 'spare', 'open', 'closed', 'sealed', 'dropping')),
  -- Windows up to this one hold none of its rows.
  begun_after bigint NOT NULL,
  -- Transactions that had locked the log when it was attached or closed.
  awaited text[],
  -- All its rows were recorded before.
  closed_at timestamptz,
  -- When sealed: the end of the window up to which all its rows lie.
  end_tick bigint,
  end_pos bigint,
  CHECK ((state IN ('sealed', 'dropping')) = (end_tick IS NOT NULL AND end_pos IS NOT NULL))
);
INSERT INTO partitions (number, low, high, state, begun_after)
VALUES (0, 0, 100000000000, 'open', 0),
       (1, 100000000000, 200000000000, 'attached', (SELECT max(tick) FROM ticks));

-- Nothing after this position has been dropped.
ALTER TABLE log
  ADD COLUMN pruned_tick bigint NOT NULL DEFAULT 0,
  ADD COLUMN pruned_pos bigint NOT NULL DEFAULT 0;

-- Subscriptions in other databases that read this log, as they report themselves.
CREATE TABLE readers (
  -- The id of the log in the reader's own database.
  database uuid NOT NULL,
  subscription text NOT NULL,
  bucket integer NOT NULL,
  tick bigint NOT NULL,
  pos bigint NOT NULL,
  reported_at timestamptz NOT NULL,
  PRIMARY KEY (database, subscription, bucket)
);

-- Everyone for whom the log is kept; those that are paused, abandoned or silent included.
CREATE VIEW cursors AS
SELECT log.id AS database, s.name AS subscription, s.tick, s.pos, NULL::timestamptz AS reported_at
FROM subscriptions s JOIN log ON log.id = s.log
UNION ALL
SELECT database, subscription, tick, pos, reported_at FROM readers;

CREATE INDEX deliveries_done ON deliveries (log, tick, pos) WHERE state = 'done';

-- As before; looks for new facts in the partitions only that may still get some.
CREATE OR REPLACE FUNCTION tick() RETURNS bigint
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
  unsealed bigint;
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
  SELECT p.low INTO unsealed FROM messaging.partitions p WHERE p.end_tick IS NULL ORDER BY p.number LIMIT 1;
  IF NOT EXISTS (SELECT FROM messaging.facts f
                 WHERE f.xid >= pg_snapshot_xmax(newest.snapshot) AND f.pos >= unsealed ORDER BY f.xid LIMIT 1)
     AND NOT EXISTS (SELECT FROM pg_snapshot_xip(newest.snapshot) running (xid)
                     JOIN messaging.facts f ON f.xid = running.xid AND f.pos >= unsealed LIMIT 1)
  THEN
    RETURN newest.tick;
  END IF;

  PERFORM FROM messaging.ticker FOR UPDATE;
  SELECT * INTO newest FROM messaging.ticks ORDER BY tick DESC LIMIT 1;
  WITH on_time AS (
    SELECT count(*) AS size, min(f.pos) AS low, max(f.pos) AS high
    FROM messaging.facts f
    WHERE f.xid >= pg_snapshot_xmax(newest.snapshot) AND f.pos >= unsealed
  ), late AS (
    SELECT count(*) AS size, max(f.pos) AS high, array_agg(DISTINCT f.xid) AS xids
    FROM pg_snapshot_xip(newest.snapshot) running (xid)
    JOIN messaging.facts f ON f.xid = running.xid AND f.pos >= unsealed
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

-- As before; passes over what was dropped, and looks only into the partitions that the position leaves.
CREATE OR REPLACE FUNCTION facts_after(after_tick bigint, after_pos bigint, most int) RETURNS TABLE (
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
DECLARE
  first_tick bigint := after_tick;
  last_tick bigint;
  wanted int := most;
  found int;
  lowest bigint;
BEGIN
  SELECT p.low INTO lowest FROM messaging.partitions p
  WHERE p.end_tick IS NULL OR (p.end_tick, p.end_pos) > (after_tick, after_pos) ORDER BY p.number LIMIT 1;
  LOOP
    last_tick := first_tick + wanted;
    RETURN QUERY
    SELECT t.tick, t.taken_at, f.pos, f.id, f.type, f.source, f.key, f.occurred_at, f.recorded_at, f.headers, f.data
    FROM messaging.ticks t
    CROSS JOIN LATERAL (
      (SELECT on_time.pos, on_time.id, on_time.type, on_time.source, on_time.key,
              on_time.occurred_at, on_time.recorded_at, on_time.headers, on_time.data
       FROM messaging.facts on_time
       WHERE on_time.pos >= lowest
         AND on_time.pos >= greatest(t.low, CASE WHEN t.tick = after_tick THEN after_pos + 1 END)
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
           AND facts.pos >= lowest
         ORDER BY facts.xid, facts.pos LIMIT most) late
       WHERE t.late <> '{}')
    ) f
    WHERE t.tick >= first_tick AND t.tick <= last_tick -- hardly a window is empty
      AND (t.tick > after_tick OR t.last_pos > after_pos)
    ORDER BY t.tick, f.pos
    LIMIT wanted;
    GET DIAGNOSTICS found = ROW_COUNT;
    wanted := wanted - found;
    EXIT WHEN wanted <= 0;
    -- Windows, or all facts of some, may have been dropped here.
    SELECT min(t.tick) INTO first_tick FROM messaging.ticks t WHERE t.tick > last_tick;
    EXIT WHEN first_tick IS NULL;
  END LOOP;
END $$;

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

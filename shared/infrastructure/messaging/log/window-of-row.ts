/**
 * Joins to a row `f` of the log the window that it lies in, as `w.tick`; null while no tick shows it. The window is that of the
 * first tick whose snapshot shows its transaction. What one tick shows every later one shows too and ticks are numbered without
 * gaps, so halving finds it.
 */
export const windowOfRow = `LEFT JOIN LATERAL (
  WITH RECURSIVE halving (low, high) AS (
    SELECT (SELECT min(tick) FROM messaging.ticks) - 1, newest.tick
    FROM (SELECT tick, snapshot FROM messaging.ticks ORDER BY tick DESC LIMIT 1) newest
    WHERE pg_visible_in_snapshot(f.xid, newest.snapshot)
    UNION ALL
    SELECT CASE WHEN pg_visible_in_snapshot(f.xid, middle.snapshot) THEN h.low ELSE middle.tick END,
           CASE WHEN pg_visible_in_snapshot(f.xid, middle.snapshot) THEN middle.tick ELSE h.high END
    FROM halving h JOIN messaging.ticks middle ON middle.tick = (h.low + h.high) / 2
    WHERE h.high - h.low > 1
  )
  SELECT high AS tick FROM halving ORDER BY high - low LIMIT 1
) w ON true`;

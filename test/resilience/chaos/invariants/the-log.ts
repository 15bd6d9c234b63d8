import { byQuery, type Invariant } from './invariant.ts';

export const logInvariants: readonly Invariant[] = [
  byQuery(
    'I1',
    'what was acknowledged lies in the log, each fact once',
    `SELECT deed, facts AS acknowledged, coalesce(times, 0) AS logged
     FROM unnest($1::text[], $2::int[]) AS told (deed, facts)
     LEFT JOIN (SELECT deed, count(*) AS times FROM witness.logged GROUP BY deed) found USING (deed)
     WHERE facts IS DISTINCT FROM times`,
    ({ deeds }) => [[...deeds.acknowledged.keys()], [...deeds.acknowledged.values()]],
  ),
  byQuery(
    'I2',
    'every change has its one fact, every fact its change',
    `SELECT key, version, type, deed, times FROM chaos.changes
     FULL JOIN (SELECT key, version, type, deed, count(*) AS times FROM witness.logged GROUP BY 1, 2, 3, 4) logged
       USING (key, version, type, deed)
     WHERE times IS DISTINCT FROM 1 OR changes.key IS NULL
     UNION ALL
     SELECT key, version, NULL, NULL, NULL FROM chaos.aggregates a
     WHERE version <> (SELECT count(*) FROM chaos.changes c WHERE c.key = a.key)`,
  ),
  byQuery(
    'I3',
    'positions never change, and nothing appears behind a reader',
    `SELECT n, met.tick AS met_tick, met.pos AS met_pos, now.tick, now.pos
     FROM (SELECT row_number() OVER (ORDER BY place) AS n, tick, pos, id FROM witness.readings) met
     FULL JOIN (SELECT row_number() OVER () AS n, tick, pos, id FROM messaging.facts_after(0, 0, 100000000)) now USING (n)
     WHERE (met.tick, met.pos, met.id) IS DISTINCT FROM (now.tick, now.pos, now.id)
     UNION ALL
     SELECT NULL, NULL, NULL, NULL, pos FROM messaging.facts f
     WHERE NOT EXISTS (SELECT FROM witness.readings r WHERE r.id = f.id)`,
  ),
  byQuery(
    'I9',
    'a transaction that was rolled back left nothing anywhere',
    `SELECT 'log' AS place, key, version, deed FROM witness.logged WHERE deed = ANY($1::text[])
     UNION ALL SELECT 'effects', key, version, deed FROM chaos.effects WHERE deed = ANY($1::text[])
     UNION ALL SELECT 'changes', key, version, deed FROM chaos.changes WHERE deed = ANY($1::text[])`,
    ({ deeds }) => [[...deeds.abandoned]],
  ),
];

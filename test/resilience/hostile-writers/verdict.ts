import type { Client } from 'pg';
import { subscriptions } from './application.ts';

/** What the writers committed, against what the log holds and what the consumers did. All but `committed` has to be 0. */
export interface Verdict {
  /** Facts whose change committed, by the writers' own rows. */
  readonly committed: number;
  /** Changes without exactly one fact in the log, and facts without their change. */
  readonly unfaithful: number;
  /** Facts that a subscription should have had and did not. */
  readonly lost: number;
  /** Effects beyond the first of a fact for a subscription. */
  readonly repeated: number;
  /** Effects of facts that a subscription should not have had. */
  readonly invented: number;
  /** Effects that came after the effect of a later fact of the same key, within a subscription. */
  readonly outOfOrder: number;
  /** Deliveries that gave up, or have not ended. */
  readonly dead: number;
}

export const flawless = { unfaithful: 0, lost: 0, repeated: 0, invented: 0, outOfOrder: 0, dead: 0 };

const taken = Object.entries(subscriptions).flatMap(([name, types]) => types.map((type) => [name, type]));

/** Order and number are judged by what the writers numbered, not by ids or positions that the pipeline gave. */
const judgement = `
WITH taken AS (SELECT * FROM unnest($1::text[], $2::text[]) AS taken (subscription, type)),
expected AS (SELECT subscription, key, version FROM hostile.changes JOIN taken USING (type)),
met AS (SELECT subscription, key, version, count(*) AS times FROM hostile.effects GROUP BY 1, 2, 3),
walked AS (
  SELECT version, max(version) OVER (PARTITION BY subscription, key ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS highest
  FROM hostile.effects
),
logged AS (
  SELECT key, coalesce((data::json ->> 'total')::int, (data::json ->> 'points')::int) AS version, type, count(*) AS times
  FROM messaging.facts GROUP BY 1, 2, 3
)
SELECT
  (SELECT count(*) FROM hostile.changes)::int AS committed,
  (SELECT count(*) FROM hostile.changes FULL JOIN logged USING (key, version, type) WHERE logged.times IS DISTINCT FROM 1
      OR changes.key IS NULL)::int
    + (SELECT count(*) FROM hostile.aggregates a WHERE version <> (SELECT count(*) FROM hostile.changes c WHERE c.key = a.key))::int AS unfaithful,
  (SELECT count(*) FROM expected LEFT JOIN met USING (subscription, key, version) WHERE met.times IS NULL)::int AS lost,
  (SELECT coalesce(sum(times - 1), 0) FROM met)::int
    + (SELECT count(*) FROM (SELECT FROM hostile.effects GROUP BY subscription, event_id HAVING count(DISTINCT (key, version)) > 1))::int AS repeated,
  (SELECT count(*) FROM met LEFT JOIN expected USING (subscription, key, version) WHERE expected.key IS NULL)::int AS invented,
  (SELECT count(*) FROM walked WHERE version < highest)::int AS "outOfOrder",
  (SELECT count(*) FROM messaging.deliveries WHERE state <> 'done')::int AS dead`;

export async function judge(client: Client): Promise<Verdict> {
  const { rows } = await client.query<Verdict>(judgement, [
    taken.map(([name]) => name),
    taken.map(([, type]) => type),
  ]);
  const [verdict] = rows;
  if (verdict === undefined) throw new Error('The judgement gave no row.');
  return verdict;
}

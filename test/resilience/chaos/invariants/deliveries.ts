import { EverythingConsumer } from '../application/consumers.ts';
import { byQuery, breachesOf, expected, type Invariant, taken } from './invariant.ts';

/** Whatever waits behind a dead letter of its key waits for the operator. */
const ended = `SELECT d.subscription, l.key, l.version, d.state FROM messaging.deliveries d
  JOIN witness.logged l ON l.id = d.event_id
  WHERE d.state IN ('parked', 'skipped', 'archived') OR (d.state = 'waiting' AND EXISTS (
    SELECT FROM messaging.deliveries p
    WHERE p.subscription = d.subscription AND p.key = d.key AND p.state = 'parked' AND (p.tick, p.pos) < (d.tick, d.pos)))`;

/** Judged twice: while poison stands still, and after everything was redriven. */
export const nothingIsLost = byQuery(
  'I4',
  'each subscription has an effect, a dead letter or a recorded skip for each of its facts, and one of them only',
  `SELECT subscription, key, version, met.times AS effects, ended.state
   FROM (${expected}) expected
   FULL JOIN (SELECT subscription, key, version, count(*) AS times FROM chaos.effects GROUP BY 1, 2, 3) met
     USING (subscription, key, version)
   FULL JOIN (${ended}) ended USING (subscription, key, version)
   WHERE expected.key IS NULL OR (met.times IS NULL) = (ended.state IS NULL)`,
  taken,
);

const neverTwice = byQuery(
  'I5',
  'each effect happened once, and is of a fact of the log, under its id',
  `SELECT subscription, key, version, count(*) AS times FROM chaos.effects GROUP BY 1, 2, 3 HAVING count(*) > 1
   UNION ALL
   SELECT subscription, event_id::text, NULL, count(*) FROM chaos.effects GROUP BY 1, 2 HAVING count(*) > 1
   UNION ALL
   SELECT subscription, event_id::text, version, NULL FROM chaos.effects e
   WHERE NOT EXISTS (SELECT FROM witness.logged l WHERE l.id = e.event_id AND l.key = e.key AND l.version = e.version)`,
);

const inOrder = byQuery(
  'I6',
  'within a subscription and key, effects came in the order of the log, which is that of the writers',
  `SELECT subscription, key, version, highest FROM (
     SELECT subscription, key, version, max(version) OVER (PARTITION BY subscription, key ORDER BY place
       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS highest FROM chaos.effects) walked
   WHERE version < highest
   UNION ALL
   SELECT 'the log', key, version, highest FROM (
     SELECT key, version, max(version) OVER (PARTITION BY key ORDER BY r.place
       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS highest
     FROM witness.readings r JOIN witness.logged USING (id)) walked
   WHERE version < highest`,
);

const neverBack = byQuery(
  'I7',
  'cursors never move back',
  `SELECT * FROM (
     SELECT subscription, bucket, owner, epoch, tick, pos, lag(tick) OVER walk AS last_tick, lag(pos) OVER walk AS last_pos
     FROM witness.moves WINDOW walk AS (PARTITION BY subscription, bucket ORDER BY place)) moves
   WHERE (tick, pos) < (last_tick, last_pos)`,
);

const underOneEpoch = byQuery(
  'I8',
  'every effect committed with a write to its subscription by the holder of the newest epoch',
  `SELECT subscription, key, version, worker, NULL::bigint AS epoch FROM chaos.effects e
   WHERE NOT EXISTS (SELECT FROM witness.moves m
     WHERE m.xid = e.xid AND m.subscription = e.subscription AND m.owner = e.worker)
   UNION ALL
   SELECT subscription, NULL, NULL, owner, epoch FROM (
     SELECT subscription, owner, epoch, lag(epoch) OVER (PARTITION BY subscription, bucket ORDER BY place) AS last
     FROM witness.moves) reigns
   WHERE epoch < last`,
);

/** With fewer freezes it may happen that none outlived its lease before another took over. */
const fewFreezes = 5;

const replaysToTheSame = byQuery(
  'I12',
  'a replay into a shadow gives what the live tables hold',
  `WITH of_key AS (
     SELECT false AS shadow, key, place, version, deed, event_id FROM chaos.effects WHERE subscription = '${EverythingConsumer.subscription}'
     UNION ALL
     SELECT true, key, place, version, deed, event_id FROM chaos_shadow.effects),
   told AS (SELECT shadow, key, array_agg(concat_ws(' ', version, deed, event_id) ORDER BY place) AS effects FROM of_key GROUP BY 1, 2)
   SELECT key, live.effects AS live, replayed.effects AS replayed
   FROM (SELECT * FROM told WHERE NOT shadow) live FULL JOIN (SELECT * FROM told WHERE shadow) replayed USING (key)
   WHERE live.effects IS DISTINCT FROM replayed.effects`,
);

const staleIsRefused: Invariant = {
  id: 'I8b',
  truth: 'holders that slept through their lease tried to write, and were refused',
  breaches: async ({ freezes, refusals }) =>
    breachesOf(freezes >= fewFreezes && refusals === 0 ? [`${freezes} freezes, no refusal`] : []),
};

export const deliveryInvariants: readonly Invariant[] = [
  nothingIsLost,
  neverTwice,
  inOrder,
  neverBack,
  underOneEpoch,
  staleIsRefused,
  replaysToTheSame,
];

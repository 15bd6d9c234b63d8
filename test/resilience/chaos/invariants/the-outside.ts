import { plaintext } from '../application/facts.ts';
import { type Breaches, breachesOf, byQuery, type Evidence, type Invariant } from './invariant.ts';

interface Letter {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly status: string;
}

/** By the sink's own record: what it took is sent or parked, what is sent it took, and nothing it took twice. */
async function sinkDisagrees({ witness, receipts }: Evidence): Promise<Breaches> {
  const letters = await witness.rows<Letter>('SELECT id, key, version, status FROM chaos.letters');
  const byId = new Map(receipts.map((receipt) => [receipt.id, receipt]));
  const found: string[] = [];
  for (const { id, key, version, status } of letters) {
    const accepted = byId.get(id)?.accepted ?? 0;
    const settled = (status === 'sent' && accepted === 1) || (status === 'unknown' && accepted <= 1);
    if (!settled) found.push(`${key} ${version} is ${status} and was accepted ${accepted} times`);
    byId.delete(id);
  }
  for (const { id } of byId.values()) found.push(`nobody promised ${id}`);
  const times = Map.groupBy(
    receipts.filter(({ accepted }) => accepted > 0),
    ({ key, version }) => `${key} ${version}`,
  );
  for (const [mark, same] of times) if (same.length > 1) found.push(`${mark} was accepted under several ids`);
  return breachesOf(found);
}

const letters: readonly Invariant[] = [
  {
    id: 'I13',
    truth: 'outside: accepted + parked = intents, and nothing was accepted twice',
    breaches: sinkDisagrees,
  },
  byQuery(
    'I13b',
    'each effect of the letters has its one intent',
    `SELECT key, version, effects, intents FROM
       (SELECT key, version, count(*) AS effects FROM chaos.effects WHERE subscription = 'chaos.letters' GROUP BY 1, 2) e
     FULL JOIN (SELECT key, version, count(*) AS intents FROM chaos.letters GROUP BY 1, 2) l USING (key, version)
     WHERE effects IS DISTINCT FROM intents`,
  ),
];

const stored = byQuery(
  'I15',
  'no personal plaintext in log or dead letters',
  `SELECT 'log' AS place, id::text FROM messaging.facts WHERE data LIKE $1 OR headers LIKE $1
   UNION ALL SELECT 'deliveries', event_id::text FROM messaging.deliveries WHERE raw LIKE $1 OR error_message LIKE $1`,
  () => [`%${plaintext}%`],
);

const shown: Invariant = {
  id: 'I15b',
  truth: 'no personal plaintext in a span or a line of a process',
  breaches: async ({ leaks }) => breachesOf(leaks),
};

export const outsideInvariants: readonly Invariant[] = [...letters, stored, shown];

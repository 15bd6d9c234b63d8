import type pg from 'pg';
import type { SeenFact } from './scheme.ts';

export interface Verdict {
  readonly committed: number;
  readonly lost: number;
  readonly repeated: number;
  readonly outOfOrder: number;
}

/** What committed, by the aggregates' own rows, against what the readers saw. */
export async function judge(client: pg.Client, seen: readonly SeenFact[]): Promise<Verdict> {
  const { rows } = await client.query<{ key: string; version: string }>(
    'select key, version from aggregates',
  );
  const expected = new Map(rows.map((row) => [row.key, Number(row.version)]));
  const met = new Map<string, { versions: Set<number>; highest: number }>();
  let repeated = 0;
  let outOfOrder = 0;
  for (const { key, version } of seen) {
    const known = met.get(key) ?? { versions: new Set<number>(), highest: 0 };
    met.set(key, known);
    if (known.versions.has(version)) repeated++;
    else if (version < known.highest) outOfOrder++;
    known.versions.add(version);
    known.highest = Math.max(known.highest, version);
  }
  let committed = 0;
  let lost = 0;
  for (const [key, version] of expected) {
    committed += version;
    lost += version - (met.get(key)?.versions.size ?? 0);
  }
  return { committed, lost, repeated, outOfOrder };
}

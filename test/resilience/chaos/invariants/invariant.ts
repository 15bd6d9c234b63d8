import type { Receipt } from '../external-sink.ts';
import type { Witness } from '../witness.ts';
import type { Deeds } from '../writers.ts';

/** What a siege leaves behind for its judges: the writers' own record, the sink's own record, and what was measured. */
export interface Evidence {
  readonly witness: Pick<Witness, 'rows'>;
  /** Wire types by subscription. */
  readonly subscriptions: Readonly<Record<string, readonly string[]>>;
  readonly deeds: Pick<Deeds, 'acknowledged' | 'abandoned'>;
  readonly receipts: readonly Receipt[];
  readonly freezes: number;
  /** Writes of holders whose lease had gone, refused. */
  readonly refusals: number;
  readonly leaks: readonly string[];
  readonly deaths: readonly string[];
  /** Milliseconds from the last fault to the last effect; undefined when it never came. */
  readonly convergence: Readonly<Record<'standstill' | 'end', number | undefined>>;
  readonly peak: Peak;
  /** Absent where only correctness is judged, because nobody knows how busy the machine is. */
  readonly bounds?: Bounds;
}

/** The highest that was seen while the siege went on. */
export interface Peak {
  /** Bytes in one process. */
  readonly rss: number;
  /** Callers that waited for a connection in one process. */
  readonly waiting: number;
  /** Deliveries that had not ended. */
  readonly depth: number;
}

export interface Bounds {
  readonly convergenceMs: number;
  readonly killMs: number;
  readonly freezeMs: number;
  readonly restartMs: number;
}

export interface Breaches {
  readonly count: number;
  /** A few of them, for whoever has to find the cause. */
  readonly examples: readonly string[];
}

/** Something that is true of every run, by the numbers in delivery's documentation. */
export interface Invariant {
  readonly id: string;
  readonly truth: string;
  breaches(evidence: Evidence): Promise<Breaches>;
}

const mostExamples = 3;
/** Characters. */
const longestExample = 300;

export function breachesOf(found: readonly string[]): Breaches {
  return { count: found.length, examples: found.slice(0, mostExamples) };
}

/** An invariant whose breaches are the rows of a query. */
export function byQuery(
  id: string,
  truth: string,
  text: string,
  values: (evidence: Evidence) => readonly unknown[] = () => [],
): Invariant {
  return {
    id,
    truth,
    breaches: async (evidence) => {
      const rows = await evidence.witness.rows<{ count: number; examples: string[] }>(
        `WITH breaches AS (${text})
         SELECT (SELECT count(*) FROM breaches)::int AS count,
           ARRAY(SELECT left(row_to_json(b)::text, ${longestExample}) FROM breaches b LIMIT ${mostExamples}) AS examples`,
        values(evidence),
      );
      const [row] = rows;
      if (row === undefined) throw new Error(`${id} was not judged.`);
      return row;
    },
  };
}

/** $1 and $2 of a query that asks what each subscription takes. */
export function taken({ subscriptions }: Evidence): [string[], string[]] {
  const pairs = Object.entries(subscriptions).flatMap(([name, types]) => types.map((type) => [name, type]));
  return [pairs.map(([name]) => name ?? ''), pairs.map(([, type]) => type ?? '')];
}

/** What each subscription should have had, by what the writers numbered. */
export const expected = `SELECT takes.subscription, c.key, c.version FROM chaos.changes c
  JOIN unnest($1::text[], $2::text[]) AS takes (subscription, type) USING (type)`;

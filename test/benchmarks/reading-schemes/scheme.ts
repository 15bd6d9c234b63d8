import type pg from 'pg';

/** What a reader hands over for one fact: enough to judge loss, repetition and order. */
export interface SeenFact {
  readonly key: string;
  /** 1, 2, 3 … within the key, given out by the row lock on the key's aggregate. */
  readonly version: number;
}

/** Takes what was read; a reader awaits it as it would await a broker or a handler. */
export type Deliver = (facts: readonly SeenFact[]) => Promise<void>;

export interface Reader {
  /** Takes one batch; answers how many facts it delivered. */
  read(): Promise<number>;
}

export interface ReadingScheme {
  readonly name: string;
  /** Creates `messaging.facts`, into which every writer inserts, and what the scheme needs beside it. */
  setUp(client: pg.Client): Promise<void>;
  /** One reader for each connection; `connections` says how many the scheme runs with. */
  readonly connections: number;
  readers(clients: readonly pg.Client[], deliver: Deliver): readonly Reader[];
}

export const BATCH = 500;

/** The columns every scheme stores, in the form in which a log stores a fact: a payload of text. */
export const FACT_COLUMNS = `
  id uuid not null unique, type text not null, source text not null, key text not null,
  occurred_at timestamptz not null, recorded_at timestamptz not null default clock_timestamp(),
  headers text not null, data text not null`;

export const READ_COLUMNS = 'id, type, source, key, occurred_at, recorded_at, headers, data';

/** Writes facts in the given order: $1 keys, $2 versions. */
export const INSERT_FACTS = `
  insert into messaging.facts (id, type, source, key, occurred_at, headers, data)
  select uuidv7(), 'collectives.member-joined.v1', '/contexts/collectives', fact.key, now(),
         fact.version, '{"collective":"018f9d2e-5f0a-7b9e-9c55-3f6f6c1a2b3d","member":"' || repeat('m', 240) || '"}'
  from unnest($1::text[], $2::text[]) with ordinality as fact (key, version, place)
  order by fact.place`;

export interface FactRow {
  readonly key: string;
  readonly headers: string;
}

export function seen(rows: readonly FactRow[]): SeenFact[] {
  return rows.map((row) => ({ key: row.key, version: Number(row.headers) }));
}

import { measures, type StampedFact } from '@boardwalk/observability';
import { type FactSink, prepared, type Transaction } from '@boardwalk/persistence';
import { sourceOf } from '@boardwalk/observability';
import { Injectable } from '@nestjs/common';
import type { QueryConfig, QueryResult } from 'pg';
import { PersonalFields } from '../personal/personal-fields.js';
import { Signal } from '../signal.js';
import type { LogHeaders } from './log-row.js';

const insertOne = `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
VALUES ($1, $2, $3, $4, $5, $6, $7)`;

/** The order of the arrays is the order of the positions. */
const insertMany = `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
SELECT id, type, source, key, occurred_at, headers, data
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[])
  WITH ORDINALITY AS staged (id, type, source, key, occurred_at, headers, data, place)
ORDER BY place`;

/** For facts of a chain, whose beginning is told how far the log has to be read to see them. */
const [insertOneOfChain, insertManyOfChain] = [`${insertOne} RETURNING pos`, `${insertMany} RETURNING pos`];

export const factStatements = { insertOne, insertOneOfChain, insertMany, insertManyOfChain };

type Row = [
  id: string,
  type: string,
  source: string,
  key: string,
  occurredAt: string,
  headers: string,
  data: string,
];

/** Writes the facts of a unit of work: one insert, sent together with COMMIT. */
@Injectable()
export class FactLog implements FactSink {
  /** Raised after each commit that wrote facts, with their number. */
  readonly written = new Signal<number>();

  constructor(private readonly personal: PersonalFields) {}

  async insertOf(facts: readonly StampedFact[], transaction: Transaction): Promise<QueryConfig> {
    const data = await this.personal.encrypted(facts, transaction);
    const rows = facts.map((stamped, index) => rowOf(stamped, JSON.stringify(data[index])));
    const isAwaited = facts.some(({ chain }) => chain !== undefined);
    const [first] = rows;
    if (rows.length === 1 && first !== undefined)
      return prepared(isAwaited ? insertOneOfChain : insertOne, first);
    return prepared(isAwaited ? insertManyOfChain : insertMany, [
      ...[0, 1, 2].map((column) => arrayOf(rows.map((row) => row[column]))),
      // A key may be any text; the driver knows how to write that.
      rows.map(([, , , key]) => key),
      ...[4, 5, 6].map((column) => arrayOf(rows.map((row) => row[column]))),
    ]);
  }

  committed(facts: readonly StampedFact[], inserted: QueryResult<{ pos: number }>): void {
    for (const [index, { span, chain, stampedAt, contract }] of facts.entries()) {
      span.end(stampedAt);
      measures().written(contract.type);
      const position = inserted.rows[index]?.pos;
      if (chain !== undefined && position !== undefined) chain.position = String(position);
    }
    this.written.raise(facts.length);
  }
}

/**
 * An array of PostgreSQL's, of texts without control characters, as JSON is one. Such texts are escaped in it as they are in
 * JSON, which the engine writes in half of the time that the driver takes.
 */
function arrayOf(texts: readonly unknown[]): string {
  return `{${JSON.stringify(texts).slice(1, -1)}}`;
}

function rowOf({ fact, contract, key, sequence, carrier }: StampedFact, data: string): Row {
  const { metadata } = fact;
  const headers: LogHeaders = {
    correlationid: metadata.correlationId,
    ...(metadata.causationId === undefined ? {} : { causationid: metadata.causationId }),
    ...(sequence === undefined ? {} : { sequence }),
    ...carrier,
  };
  return [
    metadata.eventId,
    contract.type,
    sourceOf(contract),
    key,
    metadata.occurredAt,
    JSON.stringify(headers),
    data,
  ];
}

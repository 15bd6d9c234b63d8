import { type LogRow, rawOf } from '../log/log-row.js';
import type { Position } from '../log/position.js';
import type { BrokerMessage } from './broker.js';

/** A fact as it travels: which log it is of, its place there, and its row. */
interface Body extends Position {
  readonly log: string;
  /** Counts the facts of the log in its order, from 1. */
  readonly ordinal: number;
  /** Of the log's server: one that has crashed since may have forgotten the place. */
  readonly incarnation: string;
  /** The row as JSON, as the inbox keeps it. */
  readonly row: string;
}

export type Arrival = Body;

/** The log that a message is of, in this life of its server. */
export interface Origin {
  readonly log: string;
  readonly incarnation: string;
}

export function messageOf(origin: Origin, row: LogRow, ordinal: number): BrokerMessage {
  const { tick, pos } = row;
  const body: Body = { ...origin, tick, pos, ordinal, row: rawOf(row) };
  return { id: row.id, key: row.key, attributes: attributesOf(row), body: JSON.stringify(body) };
}

/** @returns why not, for what nobody here has written */
export function arrivalOf(text: string): Arrival | { readonly foreign: string } {
  try {
    const body = JSON.parse(text) as Partial<Body> | null;
    if (
      body === null ||
      typeof body.row !== 'string' ||
      body.row.includes('\0') ||
      !isUuid(body.log) ||
      !isUuid(body.incarnation)
    )
      return { foreign: 'it has no row of a log in it' };
    const { tick, pos, ordinal } = body;
    if (![tick, pos, ordinal].every(Number.isSafeInteger)) return { foreign: 'it has no place in a log' };
    const { id } = JSON.parse(body.row) as { id?: unknown };
    return isUuid(id) ? (body as Body) : { foreign: 'its row is no fact' };
  } catch (error) {
    return { foreign: `it is not JSON (${error instanceof Error ? error.message : String(error)})` };
  }
}

const isUuid = (value: unknown): boolean =>
  typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value);

function attributesOf({ id, type, source, key, occurredAt }: LogRow): Record<string, string> {
  return {
    id,
    type,
    source,
    specversion: '1.0',
    partitionkey: key,
    // A corrupt row may have no time. It travels like any other and is found out at its consumers.
    ...(Number.isNaN(occurredAt.getTime()) ? {} : { time: occurredAt.toISOString() }),
  };
}

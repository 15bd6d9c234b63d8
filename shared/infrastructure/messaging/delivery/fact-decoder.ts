import {
  type ContractEntry,
  contractOf,
  type EventMetadata,
  type Fact,
  revive,
} from '@boardwalk/integration-events';
import { measures } from '@boardwalk/observability';
import { violationsOfRead } from '../contract-validation.js';
import type { LogFields, LogHeaders, LogRow } from '../log/log-row.js';
import { CorruptFactError, SchemaViolationError, UnknownTypeError } from '../messaging.errors.js';
import type { PersonalFields } from '../personal/personal-fields.js';

/** Turns a row of the log into the fact that was published, once for all subscriptions of the process. */
export class FactDecoder {
  constructor(private readonly personal: PersonalFields) {}

  /** At once, unless it has personal fields to open. Throws an `UnreadableFactError` when no retry could help. */
  decode(row: LogRow, isReplay = false): Fact | Promise<Fact> {
    return row.once(isReplay ? 'replayed' : 'live', () => this.read(row, isReplay));
  }

  private read(row: LogRow, isReplay: boolean): Fact | Promise<Fact> {
    const entry = contractOf(row.type);
    if (entry === null) throw new UnknownTypeError(row.type);
    const stored = parseObject(row.data, 'data');
    if (!this.personal.areIn(entry, stored)) return factOf(row, entry, stored, isReplay);
    return this.personal.decrypted(entry, row.id, stored).then((data) => factOf(row, entry, data, isReplay));
  }
}

function factOf(row: LogRow, entry: ContractEntry, data: Record<string, unknown>, isReplay: boolean): Fact {
  const violations = violationsOfRead(row.type, data);
  if (violations.length > 0) {
    measures().violated(row.type, 'read');
    throw new SchemaViolationError(row.type, violations);
  }
  if (Number.isNaN(row.occurredAt.getTime())) throw new CorruptFactError('its time is no time');
  const headers = row.once('headers', () => headersOf(row));
  const metadata: EventMetadata = {
    eventId: row.id,
    occurredAt: row.occurredAt.toISOString(),
    correlationId: headers.correlationid,
    ...(headers.causationid === undefined ? {} : { causationId: headers.causationid }),
    ...traceOf(headers),
    source: row.source,
    version: entry.version,
    isReplay,
  };
  return revive(entry, data, metadata);
}

function traceOf({ traceparent }: LogHeaders): Pick<EventMetadata, 'traceId'> {
  const traceId = /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceparent ?? '')?.[1];
  return traceId === undefined ? {} : { traceId };
}

/** The envelope's extensions. A row without readable ones still has an id to be found by. */
export function headersOf({ id, headers }: Pick<LogFields, 'id' | 'headers'>): LogHeaders {
  const stored = parseObject(headers, 'headers') as Partial<LogHeaders>;
  return { ...stored, correlationid: stored.correlationid ?? id };
}

/** @param column what it is, for the error */
export function parseObject(text: string, column: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CorruptFactError(
      `its ${column} is not JSON (${error instanceof Error ? error.message : 'unreadable'})`,
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new CorruptFactError(`its ${column} is not a JSON object`);
}

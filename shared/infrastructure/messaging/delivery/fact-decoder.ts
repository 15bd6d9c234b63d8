import { contractOf, type EventMetadata, type Fact, revive } from '@boardwalk/integration-events';
import { measures } from '@boardwalk/observability';
import { violationsOfRead } from '../contract-validation.js';
import type { LogHeaders, LogRow } from '../log/log-row.js';
import { CorruptFactError, SchemaViolationError, UnknownTypeError } from '../messaging.errors.js';
import type { PersonalFields } from '../personal/personal-fields.js';

/** Turns a row of the log into the fact that was published, once for all subscriptions of the process. */
export class FactDecoder {
  private readonly decoded = {
    live: new WeakMap<LogRow, Promise<Fact>>(),
    replay: new WeakMap<LogRow, Promise<Fact>>(),
  };

  constructor(private readonly personal: PersonalFields) {}

  /** Throws an `UnreadableFactError` when no retry could help. */
  decode(row: LogRow, isReplay = false): Promise<Fact> {
    const decoded = this.decoded[isReplay ? 'replay' : 'live'];
    let fact = decoded.get(row);
    if (fact === undefined) {
      fact = this.read(row, isReplay);
      // A database that is away for a moment must not make the row unreadable for ever.
      fact.catch(() => decoded.delete(row));
      decoded.set(row, fact);
    }
    return fact;
  }

  private async read(row: LogRow, isReplay: boolean): Promise<Fact> {
    const entry = contractOf(row.type);
    if (entry === null) throw new UnknownTypeError(row.type);
    const stored = parseObject(row.data, 'data');
    const data = await this.personal.decrypted(entry, row.id, stored);
    const violations = violationsOfRead(row.type, data);
    if (violations.length > 0) {
      measures().violated(row.type, 'read');
      throw new SchemaViolationError(row.type, violations);
    }
    if (Number.isNaN(row.occurredAt.getTime())) throw new CorruptFactError('its time is no time');
    const headers = headersOf(row);
    const metadata: EventMetadata = {
      eventId: row.id,
      occurredAt: row.occurredAt.toISOString(),
      correlationId: headers.correlationid,
      ...(headers.causationid === undefined ? {} : { causationId: headers.causationid }),
      source: row.source,
      version: entry.version,
      isReplay,
    };
    return revive(entry, data, metadata);
  }
}

/** Parsed once for all subscriptions of the process. */
const parsed = new WeakMap<LogRow, LogHeaders>();

/** The envelope's extensions. A row without readable ones still has an id to be found by. */
export function headersOf(row: LogRow): LogHeaders {
  let headers = parsed.get(row);
  if (headers === undefined) {
    const stored = parseObject(row.headers, 'headers') as Partial<LogHeaders>;
    headers = { ...stored, correlationid: stored.correlationid ?? row.id };
    parsed.set(row, headers);
  }
  return headers;
}

function parseObject(text: string, column: string): Record<string, unknown> {
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

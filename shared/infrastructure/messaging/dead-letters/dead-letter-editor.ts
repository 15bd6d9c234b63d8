import { Clock } from '@boardwalk/domain';
import { contractOf } from '@boardwalk/integration-events';
import { prepared, UnitsOfWork } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { FactDecoder } from '../delivery/fact-decoder.js';
import { rowOf } from '../log/log-row.js';
import { type LogFields, LogRow } from '../log/log-row.js';
import { UnreadableFactError } from '../messaging.errors.js';
import { isSealed, masked, personalMask } from '../personal/personal-fields.js';
import {
  DeadLetterChangedError,
  DeadLetterNotFoundError,
  EditRefusedError,
  SeveralDeadLettersError,
} from './dead-letters.errors.js';

type Data = Readonly<Record<string, unknown>>;

/** A field before and after, personal ones masked; undefined where it is absent. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** An edit that would be accepted, not yet written. */
export interface PlannedEdit {
  readonly eventId: string;
  readonly subscription: string;
  readonly changes: readonly FieldChange[];
  readonly rawBefore: string;
  readonly rawAfter: string;
}

/** Replaces the data of one dead delivery. The log keeps the fact as it was written: facts that happened do not change. */
@Injectable()
export class DeadLetterEditor {
  constructor(
    private readonly pool: Pool,
    private readonly units: UnitsOfWork,
    private readonly decoder: FactDecoder,
    private readonly clock: Clock,
  ) {}

  /**
   * What would change. Personal fields stay as they are sealed: `«personal»` stands for them, or they are left out.
   * @throws {EditRefusedError} when the consumers' contract would refuse the data
   */
  async plan(eventId: string, subscription: string | undefined, data: Data): Promise<PlannedEdit> {
    const letter = await this.one(eventId, subscription);
    const row: LogFields = rowOf(letter.raw);
    const edited = new LogRow({ ...row, data: JSON.stringify(this.resealed(row, data)) });
    await this.assertReadable(edited);
    return {
      eventId,
      subscription: letter.subscription,
      changes: changesBetween(row, edited),
      rawBefore: letter.raw,
      rawAfter: JSON.stringify(edited),
    };
  }

  /** @throws {DeadLetterChangedError} when the delivery is not as it was planned upon any more */
  async apply({ eventId, subscription, rawBefore, rawAfter }: PlannedEdit): Promise<void> {
    const values = [eventId, subscription, rawBefore, rawAfter, this.clock.now()];
    const { rowCount } = await this.units.run((unit) => unit.query(replace, values));
    if (rowCount !== 1) throw new DeadLetterChangedError(eventId);
  }

  private async one(eventId: string, subscription: string | undefined): Promise<Stored> {
    const { rows } = await this.pool.query<Stored>(prepared(select, [eventId, subscription ?? null]));
    const [first, ...others] = rows;
    if (first === undefined) throw new DeadLetterNotFoundError(eventId, subscription);
    if (others.length > 0)
      throw new SeveralDeadLettersError(
        eventId,
        rows.map((row) => row.subscription),
      );
    return first;
  }

  private resealed(row: LogFields, data: Data): Data {
    const entry = contractOf(row.type);
    if (entry === null)
      throw new EditRefusedError(
        `nobody here knows the contract "${row.type}", so nothing can tell what its data may be. Deploy the program that knows it.`,
      );
    if (String(data[entry.key]) !== row.key)
      throw new EditRefusedError(
        `"${entry.key}" decides the order of facts and must stay what it is. Leave it as it was.`,
      );
    const before = storedData(row);
    const personal = new Set(entry.personal.map(({ field }) => field));
    return Object.fromEntries(
      Object.entries(data).map(([field, value]) => {
        if (!personal.has(field) && !isSealed(before[field])) return [field, value];
        if (value === personalMask && isSealed(before[field])) return [field, before[field]];
        throw new EditRefusedError(
          `"${field}" is personal and lies sealed; it can be kept (write "${personalMask}") or left out, not replaced.`,
        );
      }),
    );
  }

  /** By the reading that the consumers get, so what is accepted here is not refused there for its shape. */
  private async assertReadable(row: LogRow): Promise<void> {
    try {
      await this.decoder.decode(row);
    } catch (error) {
      if (error instanceof UnreadableFactError) throw new EditRefusedError(error.message);
      throw error;
    }
  }
}

interface Stored {
  readonly subscription: string;
  readonly raw: string;
}

function changesBetween(before: LogFields, after: LogFields): FieldChange[] {
  const entry = contractOf(before.type);
  const [old, now] = [storedData(before), storedData(after)];
  const [shownOld, shownNow] = [masked(entry, old), masked(entry, now)];
  const fields = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...fields]
    .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
    .map((field) => ({ field, before: shownOld[field], after: shownNow[field] }));
}

/** Data that is no JSON object has no fields. */
function storedData(row: LogFields): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(row.data);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

const select = `SELECT subscription, raw FROM messaging.deliveries
WHERE event_id = $1 AND ($2::text IS NULL OR subscription = $2) AND state IN ('parked', 'skipped') ORDER BY subscription`;

const replace = `UPDATE messaging.deliveries
SET raw = $4, raw_as_read = coalesce(raw_as_read, raw), edited_at = $5
WHERE event_id = $1 AND subscription = $2 AND raw = $3 AND state IN ('parked', 'skipped')`;

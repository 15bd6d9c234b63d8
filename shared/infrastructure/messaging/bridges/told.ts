import { contractOf } from '@boardwalk/integration-events';
import { headersOf, parseObject } from '../delivery/fact-decoder.js';
import type { LogRow } from '../log/log-row.js';
import { CorruptFactError } from '../messaging.errors.js';
import { masked } from '../personal/personal-fields.js';
import type { ToldFact } from './bridge.js';

/** @throws {CorruptFactError} for a row that nobody can read */
export function toldOf(row: LogRow): ToldFact {
  const { id, type, source, occurredAt } = row;
  if (Number.isNaN(occurredAt.getTime())) throw new CorruptFactError('its time is no time');
  const { traceparent } = headersOf(row);
  return {
    ...{ id, type, source, occurredAt: occurredAt.toISOString() },
    data: masked(contractOf(type), parseObject(row.data, 'data')),
    ...(traceparent !== undefined && { traceparent }),
  };
}

import { contractOf } from '@boardwalk/integration-events';
import { rowOf } from '@boardwalk/messaging';
import { prepared } from '@boardwalk/persistence';
import type pg from 'pg';
import { counted, type Finding, ill, well } from './finding.js';

/** Facts, and failed deliveries, that are looked into: the newest. */
const sample = 1_000;

/** Looks for personal fields that lie in the log, or beside a failure, as anybody can read them. */
export async function personalFieldsAreSealed(pool: pg.Pool): Promise<Finding> {
  const [facts, deliveries] = await Promise.all([
    pool.query<{ type: string; data: string }>(prepared(selectFacts, [sample])),
    pool.query<{ raw: string }>(prepared(selectDeliveries, [sample])),
  ]);
  const rows = [...facts.rows, ...deliveries.rows.map(({ raw }) => rowOf(raw))];
  const open = new Set(rows.flatMap(({ type, data }) => openFields(type, data)));
  if (open.size === 0) return well('personal fields', 'None lies open in what was written last.');
  return ill(
    'personal fields',
    `${counted(open.size, 'field')} lie open where they should be sealed: ${[...open].sort().join(', ')}.`,
    'Another program wrote them, or somebody by hand. Find it by the type, end it, and erase what it wrote.',
  );
}

/** Names of fields, never what is in them. */
function openFields(type: string, data: string): string[] {
  const fields = contractOf(type)?.personal ?? [];
  if (fields.length === 0) return [];
  try {
    const stored = JSON.parse(data) as Record<string, unknown> | null;
    return fields
      .filter(({ field }) => {
        const value = stored?.[field];
        return value !== undefined && !(typeof value === 'object' && value !== null && '$sealed' in value);
      })
      .map(({ field }) => `${type} ${field}`);
  } catch {
    return []; // Unreadable data is a dead letter, and told of there.
  }
}

const selectFacts = 'SELECT type, data FROM messaging.facts ORDER BY pos DESC LIMIT $1';

const selectDeliveries = `SELECT raw FROM messaging.deliveries
WHERE state IN ('parked', 'skipped') ORDER BY last_failed_at DESC LIMIT $1`;

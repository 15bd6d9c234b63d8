import type { TrackedProperties } from './tracked-properties.js';

/** A property that the two sides tell differently; one that a side lacks is null there. */
export interface Difference {
  readonly property: string;
  readonly legacy: unknown;
  readonly typed: unknown;
}

/** What the two sides tell differently of one occurrence. */
export function differencesBetween(legacy: TrackedProperties, typed: TrackedProperties): Difference[] {
  const properties = [...new Set([...Object.keys(typed), ...Object.keys(legacy)])];
  return properties
    .map((property) => ({ property, legacy: legacy[property] ?? null, typed: typed[property] ?? null }))
    .filter((difference) => JSON.stringify(difference.legacy) !== JSON.stringify(difference.typed));
}

import { contractOf } from '@boardwalk/integration-events';
import { masked, personalMask } from '@boardwalk/messaging';

/** What an operator sees of a fact's data. */
export interface ShownData {
  /** Personal fields masked; null when it cannot be read. */
  readonly data: Readonly<Record<string, unknown>> | null;
  /** The stored text, only of data that cannot be read. */
  readonly raw: string | null;
}

/** An address in text whose fields nobody knows. */
const address = /[^\s"'<>@,;:]+@[^\s"'<>@,;:]+/g;

/**
 * Personal fields lie sealed in the log and stay so. A text that is no JSON, or whose contract nobody here knows, may hold
 * anything, so whatever looks like an address is masked in it too.
 */
export function shownData(type: string, stored: string): ShownData {
  const entry = contractOf(type);
  const value = parsed(stored);
  if (value === null) return { data: null, raw: withoutAddresses(stored) };
  const data = masked(entry, value);
  if (entry !== null) return { data, raw: null };
  return { data: JSON.parse(withoutAddresses(JSON.stringify(data))) as ShownData['data'], raw: null };
}

function withoutAddresses(text: string): string {
  return text.replaceAll(address, personalMask);
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // Shown raw.
  }
}

import { usageError } from '../exit.js';

/** A field of a fact, as far as code for it can be written. */
export interface Field {
  readonly name: string;
  readonly optional: boolean;
  /** As the contract says it: `string`, `'a' | 'b'`, `readonly string[]`. */
  readonly type: string;
}

const givenTypes = ['string', 'number', 'boolean'];

/** `name:string`, `name?:number` */
export function parseField(text: string): Field {
  const parts = /^([a-z][A-Za-z0-9]*)(\?)?:(\w+)$/.exec(text);
  const [, name, mark, type] = parts ?? [];
  if (name !== undefined && type !== undefined && givenTypes.includes(type) && name !== 'metadata')
    return { name, optional: mark === '?', type };
  throw usageError(
    `"${text}" is no field.`,
    `A field is written name:type or name?:type, and the type is one of ${givenTypes.join(', ')}.`,
    'For instance: --field slug:string --field members:number',
  );
}

/** How a field is kept in a table. */
export interface Kept {
  readonly sql: 'text' | 'boolean' | 'double precision';
  readonly type: 'string' | 'boolean' | 'number';
  /** Kept as JSON text, because no column holds it as it is. */
  readonly asJson: boolean;
}

export function keptAs({ type }: Field): Kept {
  if (type === 'boolean') return { sql: 'boolean', type: 'boolean', asJson: false };
  if (type === 'number') return { sql: 'double precision', type: 'number', asJson: false };
  const isText = type === 'string' || type.split('|').every((part) => /^\s*'[^']*'\s*$/.test(part));
  return { sql: 'text', type: 'string', asJson: !isText };
}

/** A value for tests, as source text. */
export function sampleOf({ name, type }: Field, given: unknown): string {
  if (given !== undefined) return literal(given);
  if (type === 'number') return '3';
  if (type === 'boolean') return 'true';
  return literal(/^\s*'([^']*)'/.exec(type)?.[1] ?? `${name}-1`);
}

function literal(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

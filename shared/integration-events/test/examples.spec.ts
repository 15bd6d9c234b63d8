import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { asRead, contractOf, contracts, revive, schemas, type WireType } from '../index.js';

const folder = new URL('../generated/examples/', import.meta.url);
const read = (name: string) =>
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Record<string, unknown>;
const names = readdirSync(folder).sort();
const types = Object.keys(contracts) as WireType[];
const typeOf = (name: string) => name.replace(/(\.required-only)?\.json$/, '') as WireType;

const ajv = new Ajv({ allErrors: true, strict: true });
formats.default(ajv);

describe('a golden example', () => {
  it('exists for every contract', () => {
    expect([...new Set(names.map(typeOf))].sort()).toEqual([...types].sort());
  });

  it.each(names)('%s is what its contract describes', (name) => {
    const validate = ajv.compile(schemas[typeOf(name)]);
    expect(validate(read(name)), ajv.errorsText(validate.errors)).toBe(true);
  });

  it.each(types)('of %s has a value for every field', (type) => {
    expect(Object.keys(read(`${type}.json`)).sort()).toEqual([...contracts[type].fields].sort());
  });

  it.each(names)('%s survives the way through the log unchanged', (name) => {
    const entry = contractOf(typeOf(name));
    if (entry === null) throw new Error(`no contract for ${name}`);
    const metadata = {
      eventId: 'e',
      occurredAt: 't',
      correlationId: 'c',
      source: 's',
      version: 1,
      isReplay: false,
    };
    expect(JSON.parse(JSON.stringify(revive(entry, read(name), metadata)))).toEqual(read(name));
  });
});

describe('the schema of a contract', () => {
  it.each(types)('%s refuses an unknown field on the way out and ignores it on the way in', (type) => {
    const newer = { ...read(`${type}.json`), addedLater: 1 };
    expect(ajv.validate(schemas[type], newer)).toBe(false);
    expect(ajv.validate(asRead(schemas[type]), newer)).toBe(true);
  });

  it.each(types)('%s never speaks of metadata', (type) => {
    expect(JSON.stringify(schemas[type])).not.toContain('metadata');
  });

  it.each(types)('%s misses each required field that is taken away', (type) => {
    for (const field of schemas[type]['required'] as string[]) {
      const { [field]: _, ...rest } = read(`${type}.json`);
      expect(ajv.validate(asRead(schemas[type]), rest), field).toBe(false);
    }
  });
});

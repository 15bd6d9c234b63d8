import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { write } from '../generate.mjs';
import { projectRoot } from '../catalog/source.mjs';
import { Garden } from './garden.js';

const official = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.1.0.json') as object;
// The official schema brings the JSON Schema of schemas along; a second copy would be ambiguous.
const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
formats.default(ajv);
const validate = ajv.compile(official);

const folder = join(projectRoot, 'docs/generated/asyncapi');
const documents = readdirSync(folder).map(
  (name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))] as const,
);

describe('an AsyncAPI document', () => {
  it.each(documents)('%s is valid by the official schema of AsyncAPI 3.1', (_name, document) => {
    expect(validate(document), ajv.errorsText(validate.errors)).toBe(true);
    expect(document.asyncapi).toBe('3.1.0');
  });

  it('is refused by that schema when an operation has no channel', () => {
    const broken = structuredClone(documents[0]?.[1]);
    broken.operations = { nothing: { action: 'send' } };
    expect(validate(broken)).toBe(false);
  });

  it("tells a context's own side of it: the owner sends, the others receive", () => {
    using garden = new Garden();
    write(garden.root);
    const operations = (context: string): Record<string, { action: string }> =>
      JSON.parse(readFileSync(join(garden.root, `docs/generated/asyncapi/${context}.json`), 'utf8'))
        .operations;
    expect(Object.values(operations('gardens')).map(({ action }) => action)).toEqual(['send']);
    expect(Object.values(operations('kitchens')).map(({ action }) => action)).toEqual(['receive']);
    expect(Object.values(operations('all')).map(({ action }) => action)).toEqual(['send', 'receive']);
  });

  it('resolves every reference inside itself', () => {
    for (const [name, document] of documents) {
      for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)) {
        const steps = (reference ?? '').split('/').slice(1);
        const target = steps.reduce(
          (place: unknown, step) => (place as Record<string, unknown>)?.[step],
          document,
        );
        expect(target, `${name}: ${reference}`).toBeDefined();
      }
    }
  });
});

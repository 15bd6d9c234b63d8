import { join } from 'node:path';
import { createFormatter, createParser, DEFAULT_CONFIG, SchemaGenerator } from 'ts-json-schema-generator';
import { ts } from './source.mjs';

/** @typedef {Record<string, unknown>} Schema */

/**
 * JSON Schema (draft-07) of each contract's own fields. Metadata is the pipeline's and never part of it.
 * @param {string} root
 * @param {import('./contracts.mjs').Contract[]} contracts
 * @returns {{ schemas: Map<string, Schema>, violations: import('./contracts.mjs').Violation[] }}
 */
export function schemasOf(root, contracts) {
  /** @type {Map<string, Schema>} */
  const schemas = new Map();
  /** @type {import('./contracts.mjs').Violation[]} */
  const violations = [];
  if (contracts.length === 0) return { schemas, violations };
  const generator = generatorFor(contracts.map(({ file }) => join(root, file)));
  for (const contract of contracts) {
    try {
      schemas.set(contract.className, withoutMetadata(generator.createSchema(contract.className)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      violations.push({
        file: contract.file,
        line: contract.line,
        rule: 'CONTRACT_SCHEMA',
        message: `no JSON Schema can be made of ${contract.className}: ${reason}`,
      });
    }
  }
  return { schemas, violations };
}

/**
 * Contracts need nothing of the platform's types, so the smallest library is enough, and a tenth of the time.
 * @param {string[]} files
 */
function generatorFor(files) {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    noEmit: true,
    types: [],
    lib: ['lib.es5.d.ts'],
  });
  /** @type {import('ts-json-schema-generator').CompletedConfig} */
  const config = {
    ...DEFAULT_CONFIG,
    expose: 'none',
    topRef: false,
    jsDoc: 'extended',
    additionalProperties: false,
    skipTypeCheck: true,
    sortProps: false,
  };
  return new SchemaGenerator(program, createParser(program, config), createFormatter(config), config);
}

/**
 * @param {import('ts-json-schema-generator').Schema} generated
 * @returns {Schema}
 */
function withoutMetadata(generated) {
  const { definitions, properties = {}, required = [], ...rest } = generated;
  const { metadata: _, ...own } = properties;
  const named = Object.keys(definitions ?? {}).length > 0 ? { definitions } : {};
  return { ...rest, properties: own, required: required.filter((name) => name !== 'metadata'), ...named };
}

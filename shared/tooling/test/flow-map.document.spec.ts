import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCatalog } from '../catalog/catalog.mjs';
import { projectRoot } from '../catalog/source.mjs';

const read = (file: string) => readFileSync(join(projectRoot, 'docs/generated', file), 'utf8');
const { entries } = readCatalog(projectRoot);

describe('the generated catalogue', () => {
  it('lists every fact with its fields, its publisher and its consumers [0-19]', () => {
    const map = read('flow-map.md');
    const all = JSON.parse(read('asyncapi/all.json'));
    expect(entries.length).toBeGreaterThan(0);
    for (const { contract, publisher, consumers } of entries) {
      const row = map.split('\n').find((line) => line.startsWith(`| [\`${contract.type}\`]`)) ?? '';
      expect(row, contract.type).toContain(`| ${publisher} |`);
      for (const { subscription, className } of consumers) {
        expect(row, contract.type).toContain(`\`${subscription}\``);
        expect(all.operations[`${contract.type}.${subscription}.${className}`]?.action).toBe('receive');
      }
      expect(all.operations[`${contract.type}.publish`]?.action, contract.type).toBe('send');
      const described = Object.keys(all.components.schemas[contract.type].properties);
      expect(described, contract.type).toEqual(contract.fields.map(({ name }) => name));
    }
  });
});

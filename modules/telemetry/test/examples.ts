import { readdirSync, readFileSync } from 'node:fs';
import { type ContractEntry, contractOf, type Fact, revive } from '@boardwalk/integration-events';

/** The contracts' own golden examples: one per file, named after the wire type. */
const folder = new URL('../../../shared/integration-events/generated/examples/', import.meta.url);

export const eventId = '0198c1b0-0000-7000-8000-000000000001';
export const occurredAt = '2026-04-09T10:00:00.000Z';

/** `collectives.collective-created.v1.required-only` and the like. */
export const exampleNames = readdirSync(folder)
  .map((file) => file.replace(/\.json$/, ''))
  .sort();

export function exampleData(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Record<string, unknown>;
}

/** As a publisher makes it; the pipeline will give it an id and a time. */
export function unstampedFact(name: string): Fact {
  return new (contractOfExample(name).class)(exampleData(name) as never);
}

/** As a consumer gets it. */
export function exampleFact(name: string): Fact {
  const contract = contractOfExample(name);
  return revive(contract, exampleData(name), {
    eventId,
    occurredAt,
    correlationId: eventId,
    source: `/contexts/${contract.context}`,
    version: contract.version,
    isReplay: false,
  });
}

function contractOfExample(name: string): ContractEntry {
  const contract = contractOf(name.replace(/\.required-only$/, ''));
  if (contract === null) throw new Error(`The example ${name} belongs to no contract.`);
  return contract;
}

/** Where the record of an example is kept for ever. A missing file is written by the first run outside CI. */
export function goldenFile(name: string): string {
  return new URL(`./golden/${name}.jsonl`, import.meta.url).pathname;
}

/** The record as golden files hold it: the properties on one line, exactly as they are stored. */
export function goldenText({ name, properties }: { name: string; properties: string }): string {
  return `{"name":${JSON.stringify(name)},"properties":${properties}}\n`;
}

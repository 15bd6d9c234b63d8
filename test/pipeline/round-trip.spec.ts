import { readdirSync, readFileSync } from 'node:fs';
import { contractOf, DailySignInIntegrationEvent, type Fact } from '@boardwalk/integration-events';
import { typeOf, World } from '@boardwalk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProbeModule } from './probe.js';

/** The contracts' own examples, named after their wire types. They never change once they are there. */
const folder = new URL('../../shared/integration-events/generated/examples/', import.meta.url);
const examples = readdirSync(folder).map((file) => {
  const contract = contractOf(file.replace(/(\.required-only)?\.json$/, ''));
  if (contract === null) throw new Error(`The example ${file} belongs to no contract.`);
  const text = readFileSync(new URL(file, folder), 'utf8');
  return { contract, data: JSON.parse(text) as Record<string, unknown> };
});

let world: World;
/** Milliseconds since 1970 at which each example was published. */
const times: number[] = [];

beforeAll(async () => {
  world = await World.start({ name: 'pipeline probe', modules: [ProbeModule] });
  for (const { contract, data } of examples) {
    times.push(world.clock.now().getTime());
    await world.publish(new contract.class(data as never));
    world.clock.advance(1_001);
  }
});
afterAll(() => world.stop());

describe('a fact of any contract that goes through the log', () => {
  it('comes out as it went in, at the time at which it happened [2-12]', async () => {
    const facts: Fact[] = await world.facts();
    expect(facts.map((fact) => ({ type: typeOf(fact), data: { ...fact } }))).toEqual(
      examples.map(({ contract, data }) => ({ type: contract.type, data })),
    );
    expect(facts.map(({ metadata }) => Date.parse(metadata.occurredAt))).toEqual(times);
  });

  it('lies there under its wire name, as the plain fields of its contract, with its key and time [2-11]', async () => {
    const rows = await world.rows<{ type: string; key: string; data: string; at: Date }>(
      'SELECT type, key, data, occurred_at AS at FROM messaging.facts ORDER BY pos',
    );
    expect(rows.map(({ type, key, at }) => ({ type, key, at: at.getTime() }))).toEqual(
      examples.map(({ contract: { type, key }, data }, index) => ({
        type,
        key: data[key],
        at: times[index],
      })),
    );
    const plain = (type: string, data: object) => {
      const personal = new Set(contractOf(type)?.personal.map(({ field }) => field));
      return Object.entries(data).map(([field, value]) => [field, personal.has(field) ? 'sealed' : value]);
    };
    expect(rows.map(({ type, data }) => plain(type, JSON.parse(data) as object))).toEqual(
      examples.map(({ contract: { type }, data }) => plain(type, data)),
    );
  });
});

describe('a fact whose day is no day as ISO 8601 writes it', () => {
  it.each(['yesterday', '2026-02-30', '30.11.2026', '2026-6-1', ''])(
    'is refused: %j [1-31]',
    async (date) => {
      const fact = new DailySignInIntegrationEvent({ userId: 'u1', username: 'ada', date });
      await expect(world.publish(fact)).rejects.toThrow('does not match its contract');
    },
  );
});

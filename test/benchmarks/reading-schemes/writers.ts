import type pg from 'pg';
import { pause, type Chance } from './random.ts';
import { INSERT_FACTS } from './scheme.ts';

export const KEYS = 40;
const WRITERS = 12;

export async function foundAggregates(client: pg.Client): Promise<void> {
  await client.query(`
    create table aggregates (key text primary key, version bigint not null) with (fillfactor = 50);
    insert into aggregates select 'key-' || n, 0 from generate_series(0, ${KEYS - 1}) n`);
}

export interface HostileWriting {
  readonly clients: readonly pg.Client[];
  readonly chance: Chance;
  readonly transactionsPerWriter: number;
}

export { WRITERS as HOSTILE_WRITERS };

/**
 * Writers that do everything a reader could stumble over, and that keep the one promise a log asks for: a fact is
 * inserted after its aggregate's row lock, in the same transaction. Every second writer takes its transaction id
 * before it does anything else; all pause in between; one transaction in twenty rolls back.
 */
export async function writeHostilely({
  clients,
  chance,
  transactionsPerWriter,
}: HostileWriting): Promise<void> {
  const hesitate = () =>
    chance.happens(0.4) ? pause(chance.happens(0.05) ? 40 : chance.fraction() * 6) : undefined;
  const transaction = async (client: pg.Client, early: boolean) => {
    await client.query('begin');
    if (early) {
      await client.query('select pg_current_xact_id()');
      await hesitate();
    }
    // In one order in every transaction, so that two of them never wait for each other.
    const chosen = [chance.below(KEYS), chance.below(KEYS)].toSorted((a, b) => a - b);
    for (const number of new Set(chosen)) {
      await appendTo(client, `key-${number}`, 1 + chance.below(3));
      await hesitate();
    }
    await client.query(chance.happens(0.05) ? 'rollback' : 'commit');
  };
  await Promise.all(
    clients.map(async (client, index) => {
      for (let done = 0; done < transactionsPerWriter; done++) await transaction(client, index % 2 === 0);
    }),
  );
}

async function appendTo(client: pg.Client, key: string, facts: number): Promise<void> {
  const { rows } = await client.query<{ version: string }>({
    name: 'bump',
    text: 'update aggregates set version = version + $2 where key = $1 returning version',
    values: [key, facts],
  });
  const version = Number(rows[0]?.version);
  const versions = Array.from({ length: facts }, (_, index) => String(version - facts + 1 + index));
  await client.query({ name: 'append', text: INSERT_FACTS, values: [versions.map(() => key), versions] });
}

/** Autocommitted statements, as fast as the connections go; each connection has a key of its own. */
export async function writeInBatches(
  clients: readonly pg.Client[],
  statementsPerWriter: number,
  factsPerStatement: number,
  firstVersion = 1,
): Promise<void> {
  await Promise.all(
    clients.map(async (client, index) => {
      const keys = Array.from({ length: factsPerStatement }, () => `writer-${factsPerStatement}-${index}`);
      for (let statement = 0; statement < statementsPerWriter; statement++) {
        const versions = keys.map((_, place) => String(firstVersion + statement * factsPerStatement + place));
        await client.query({ name: 'append', text: INSERT_FACTS, values: [keys, versions] });
      }
    }),
  );
}

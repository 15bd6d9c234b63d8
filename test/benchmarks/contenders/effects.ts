import type { UnitOfWork } from '@boardwalk/persistence';
import pg from 'pg';

/** What a handler of an application does: it writes a row. */
export async function writeEffect(unit: UnitOfWork, n: number, consumer: string): Promise<void> {
  await unit.query('INSERT INTO benchmark.effects VALUES ($1, $2)', [n, consumer]);
}

export async function countEffects(url: string, consumer: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM benchmark.effects WHERE consumer = $1',
    [consumer],
  );
  await client.end();
  return rows[0]?.count ?? 0;
}

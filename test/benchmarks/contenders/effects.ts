import { prepared, type UnitOfWork } from '@boardwalk/persistence';
import pg from 'pg';

/** What a handler of an application does: it writes a row. */
export async function writeEffect(unit: UnitOfWork, n: number, consumer: string): Promise<void> {
  await unit.query('INSERT INTO benchmark.effects VALUES ($1, $2)', [n, consumer]);
}

const insertMany = 'INSERT INTO benchmark.effects SELECT unnest($1::bigint[]), $2';

/** The same for a whole batch: one statement, in a transaction of its own. */
export async function writeEffects(
  pool: pg.Pool,
  numbers: readonly number[],
  consumer: string,
): Promise<void> {
  await pool.query(prepared(insertMany, [numbers, consumer]));
}

/** The same inside the transaction of a batch of deliveries, sent together with its COMMIT. */
export function writeEffectsTogether(consumer: string): (n: number, unit: UnitOfWork) => void {
  const ofUnits = new WeakMap<UnitOfWork, number[]>();
  return (n, unit) => {
    const known = ofUnits.get(unit);
    if (known !== undefined) return void known.push(n);
    const numbers = [n];
    ofUnits.set(unit, numbers);
    unit.beforeCommit(insertMany, [numbers, consumer], (error) => error);
  };
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

import pg from 'pg';

/** A pool as the peers' documents make it. Its last connections may see the server go when a row is over. */
export function poolOf(url: string, settings: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, ...settings });
  const tell = (error: Error) => {
    if (!pool.ending) console.error(error);
  };
  pool.on('error', tell);
  pool.on('connect', (client) => client.on('error', tell));
  return pool;
}

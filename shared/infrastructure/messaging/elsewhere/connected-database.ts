import { Destinations } from '../brokers/destinations.js';
import { LogReader } from '../log/log-reader.js';
import { StoredKeys } from '../personal/sealed-keys.js';
import { Readers } from '../retention/readers.js';
import { listenTo } from '../transports/postgres.transport.js';
import type { OpenDatabase } from './other-database.js';

/** Reading is shared by all subscriptions of the process. */
const readingConnections = 2;

/** A database elsewhere that has not answered by now, in milliseconds, is away. */
const foreignPatienceMs = 10_000;

/** Another database that this process connects to. @param url `postgres://…` */
export function connectedDatabase(url: string): OpenDatabase {
  return ({ pools, clock }) => {
    const pool = pools.another({ url, size: readingConnections, patienceMs: foreignPatienceMs });
    return {
      name: databaseOf(url),
      reader: new LogReader(pool),
      readers: new Readers(pool, clock),
      keys: new StoredKeys(pool),
      destinations: (transport) => new Destinations(pool, transport),
      news: (grew) => listenTo(url, grew),
    };
  };
}

/** `db.example:5432/boardwalk`, without what may be secret. */
function databaseOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${decodeURIComponent(pathname)}`;
}

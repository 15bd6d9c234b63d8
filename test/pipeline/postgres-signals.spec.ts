import { PostgresTransport } from '@boardwalk/messaging';
import { notYet, testDatabase, type TestDatabase, until } from '@boardwalk/testing';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let database: TestDatabase;
let observer: Client;
let near: PostgresTransport;
let far: PostgresTransport;
let heard: number;

beforeEach(async () => {
  database = await testDatabase('signals');
  observer = new Client({ connectionString: database.url });
  await observer.connect();
  near = new PostgresTransport(database.url);
  far = new PostgresTransport(database.url);
  await near.start();
  await far.start();
  heard = 0;
  far.onLogGrew(() => {
    heard += 1;
  });
});
afterEach(async () => {
  await Promise.all([near.stop(), far.stop()]);
  await observer.end();
  await database.drop();
});

const sessions = async (): Promise<number> => {
  const { rowCount } = await observer.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'boardwalk-signals'`,
  );
  return rowCount ?? 0;
};
const breakConnections = () =>
  observer.query(
    `SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'boardwalk-signals'`,
  );
const untilSessions = (wanted: number) =>
  until(`${wanted} sessions`, async () => {
    const found = await sessions();
    return found === wanted ? found : notYet(found);
  });

describe('signals through PostgreSQL', () => {
  it('reach other processes', async () => {
    near.logGrew();
    await until('the signal', async () => (heard > 0 ? heard : notYet()));
  });

  it('that met a broken connection are sent when there is another one', async () => {
    const ending = observer.query(
      `SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'boardwalk-signals'
       ORDER BY backend_start LIMIT 1`,
    );
    near.logGrew();
    await ending;
    near.logGrew();
    const before = heard;
    await untilSessions(2);
    await until('the signal', async () => (heard > before ? heard : notYet()));
  });

  it('come over one connection per process, however often it breaks, and over none in the end', async () => {
    for (let times = 0; times < 3; times += 1) {
      await breakConnections();
      await untilSessions(2);
    }
    await Promise.all([breakConnections(), near.stop(), far.stop()]);
    await untilSessions(0);
    expect(await sessions()).toBe(0);
  });
});

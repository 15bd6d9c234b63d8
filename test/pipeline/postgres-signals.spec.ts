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

  it('of new facts stay in a process that has a relay', async () => {
    let ticks = 0;
    near.onFactsWritten((count) => {
      ticks += count;
    });
    let told = 0;
    far.onFactsWritten(() => {
      told += 1;
    });
    near.factsWritten(3);
    near.logGrew();
    await until('the signal', async () => (heard > 0 ? heard : notYet()));
    expect([ticks, told]).toEqual([3, 0]);
    far.factsWritten(1);
    expect(ticks).toBe(3);
  });

  it('of new facts go to the relays of other processes where there is none', async () => {
    let told = 0;
    far.onFactsWritten(() => {
      told += 1;
    });
    near.factsWritten(1);
    await until('the signal', async () => (told > 0 ? told : notYet()));
  });

  it('that come faster than they are sent go out together', async () => {
    const opened = Promise.withResolvers<void>();
    let gathers = 0;
    const busy = new PostgresTransport(database.url, () => {
      gathers += 1;
      return opened.promise;
    });
    await busy.start();
    let notifications = 0;
    observer.on('notification', () => {
      notifications += 1;
    });
    await observer.query('LISTEN boardwalk_grew');
    busy.logGrew();
    busy.logGrew();
    await until('the first one', async () => (gathers === 1 && notifications === 1 ? 1 : notYet(gathers)));
    for (let n = 0; n < 10; n += 1) {
      busy.logGrew();
      await observer.query('SELECT 1');
    }
    opened.resolve();
    await until('the second one', async () => {
      await observer.query('SELECT 1');
      return notifications > 1 ? notifications : notYet();
    });
    await busy.stop();
    await observer.query('SELECT 1');
    expect(notifications).toBe(2);
  });

  it('of facts that came in company let the next ones gather', async () => {
    let told = 0;
    far.onFactsWritten(() => {
      told += 1;
    });
    const gathering = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    const busy = new PostgresTransport(database.url, () => {
      gathering.resolve();
      return opened.promise;
    });
    await busy.start();
    busy.factsWritten(8);
    await gathering.promise;
    await until('the signal', async () => (told === 1 ? told : notYet()));
    busy.factsWritten(8);
    busy.factsWritten(8);
    opened.resolve();
    await until('the second signal', async () => (told === 2 ? told : notYet()));
    await busy.stop();
    expect(told).toBe(2);
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

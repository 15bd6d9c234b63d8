import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { cloneDatabase, templateDatabase, testDatabase } from '../test-database.js';

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  it('is empty and its own', async () => {
    const [first, second] = await Promise.all([testDatabase('first'), testDatabase()]);
    await query(first.url, 'create table seen (id int)');
    await expect(query(second.url, 'select * from seen')).rejects.toThrow(/does not exist/);
    await Promise.all([first.drop(), second.drop()]);
  });

  it('is gone after it was dropped, also when a session is open', async () => {
    const database = await testDatabase();
    const session = new Client({ connectionString: database.url });
    session.on('error', () => undefined);
    await session.connect();
    await database.drop();
    await expect(query(database.url, 'select 1')).rejects.toThrow(/does not exist/);
    await session.end();
  });

  it('speaks UTF-8, sorts by code point and is a real server of the version that Boardwalk ships', async () => {
    const database = await testDatabase();
    const [row] = await query(
      database.url,
      `select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding,
              datcollate as collation from pg_database where datname = current_database()`,
    );
    expect(row).toEqual({ version: 18, encoding: 'UTF8', collation: 'C' });
    await database.drop();
  });
});

describe('a template database', () => {
  it('is made once however many ask for it at the same time, and its clones share nothing', async () => {
    let made = 0;
    const migrate = async (url: string): Promise<void> => {
      made += 1;
      await query(url, 'create table numbered (id int); insert into numbered values (1)');
    };
    await Promise.all([1, 2, 3].map(() => templateDatabase('once', migrate)));
    expect(made).toBe(1);
    const [one, other] = await Promise.all([cloneDatabase('once'), cloneDatabase('once')]);
    await query(one.url, 'insert into numbered values (2)');
    expect(await query(one.url, 'select count(*)::int as n from numbered')).toEqual([{ n: 2 }]);
    expect(await query(other.url, 'select count(*)::int as n from numbered')).toEqual([{ n: 1 }]);
    await Promise.all([one.drop(), other.drop()]);
  });

  it('that failed half-way is made anew by the next who asks', async () => {
    const failing = templateDatabase('twice', async (url) => {
      await query(url, 'create table half (id int)');
      throw new Error('a migration that fails');
    });
    await expect(failing).rejects.toThrow('a migration that fails');
    await templateDatabase('twice', async (url) => {
      await query(url, 'create table whole (id int)');
    });
    const clone = await cloneDatabase('twice');
    expect(await query(clone.url, 'select * from whole')).toEqual([]);
    await expect(query(clone.url, 'select * from half')).rejects.toThrow(/does not exist/);
    await clone.drop();
  });
});

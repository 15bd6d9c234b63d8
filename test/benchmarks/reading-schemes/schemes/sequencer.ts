import type pg from 'pg';
import {
  BATCH,
  FACT_COLUMNS,
  READ_COLUMNS,
  seen,
  type Deliver,
  type FactRow,
  type ReadingScheme,
} from '../scheme.ts';

/** After the commit, one call moves facts to a log with a dense position; any number of relays may call it. */
export const sequencer: ReadingScheme = {
  name: 'post-commit sequencer',
  connections: 3,
  async setUp(client) {
    await client.query(`
      create schema messaging;
      create table messaging.facts (pos bigint generated always as identity (cache 1) primary key, ${FACT_COLUMNS});
      create table messaging.log (position bigint primary key, ${FACT_COLUMNS});
      create table messaging.head (position bigint not null) with (fillfactor = 10);
      insert into messaging.head values (0);

      create function messaging.sequence(most int) returns bigint language plpgsql as $$
      declare
        dense bigint;
        moved bigint;
      begin
        if not exists (select from messaging.facts order by pos limit 1) then
          return 0;
        end if;
        select position into dense from messaging.head for update;
        with taken as (
          delete from messaging.facts where pos in (select pos from messaging.facts order by pos limit most)
          returning *
        )
        insert into messaging.log
        select dense + row_number() over (order by pos), ${READ_COLUMNS}
        from taken;
        get diagnostics moved = row_count;
        update messaging.head set position = dense + moved where moved > 0;
        return moved;
      end $$`);
  },
  readers(clients, deliver) {
    return clients.map((client, index) =>
      index === 0 ? followLog(client, deliver) : { read: () => sequence(client) },
    );
  },
};

async function sequence(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ moved: string }>({
    name: 'sequence',
    text: `select messaging.sequence(${2 * BATCH}) as moved`,
  });
  return Number(rows[0]?.moved ?? 0);
}

function followLog(client: pg.Client, deliver: Deliver) {
  let position = '0';
  return {
    async read(): Promise<number> {
      const moved = await sequence(client);
      const { rows } = await client.query<FactRow & { position: string }>({
        name: 'follow',
        text: `select position, ${READ_COLUMNS}
               from messaging.log where position > $1::bigint order by position limit ${BATCH}`,
        values: [position],
      });
      const last = rows.at(-1);
      if (last === undefined) return moved;
      await deliver(seen(rows));
      position = last.position;
      return rows.length;
    },
  };
}

import type { Fact } from '@boardwalk/integration-events';
import { LogReader, type Position } from '@boardwalk/messaging';
import { FactDecoder } from '@boardwalk/messaging';
import type { INestApplication } from '@nestjs/common';
import { Pool } from 'pg';

/** Looks into a test's database. */
export class FactLogView {
  private readonly pool: Pool;

  constructor(url: string) {
    this.pool = new Pool({ connectionString: url, max: 2 });
  }

  async rows<Row extends object>(sql: string, values: readonly unknown[]): Promise<Row[]> {
    return (await this.pool.query<Row>(sql, [...values])).rows;
  }

  /** Takes a tick first, so that what has just been committed is seen. */
  async facts(app: INestApplication, type: string | undefined): Promise<Fact[]> {
    await this.pool.query('SELECT messaging.tick()');
    const reader = app.get(LogReader);
    const decoder = app.get(FactDecoder);
    const facts: Fact[] = [];
    let after: Position = { tick: 0, pos: 0 };
    for (;;) {
      const rows = await reader.read(after);
      const last = rows.at(-1);
      if (last === undefined) return facts;
      for (const row of rows)
        if (type === undefined || row.type === type) facts.push(await decoder.decode(row));
      after = { tick: last.tick, pos: last.pos };
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

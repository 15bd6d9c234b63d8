import type pg from 'pg';
import type { PrivateServer } from './private-server.ts';
import { pause } from './random.ts';
import type { Reader, ReadingScheme, SeenFact } from './scheme.ts';
import { foundAggregates } from './writers.ts';

/** A fresh database with the scheme in it, its readers connected, everything gone at the end. */
export class Trial {
  readonly seen: SeenFact[] = [];
  readonly scheme: ReadingScheme;
  readonly server: PrivateServer;
  readonly database: string;
  readonly #clients: pg.Client[] = [];

  private constructor(scheme: ReadingScheme, server: PrivateServer, database: string) {
    this.scheme = scheme;
    this.server = server;
    this.database = database;
  }

  static async open(scheme: ReadingScheme, server: PrivateServer): Promise<Trial> {
    const database = `trial_${process.hrtime.bigint()}`;
    await asAdministrator(server, `create database ${database}`);
    const trial = new Trial(scheme, server, database);
    const owner = await trial.connect();
    await scheme.setUp(owner);
    await foundAggregates(owner);
    return trial;
  }

  static async of<T>(
    scheme: ReadingScheme,
    server: PrivateServer,
    examine: (trial: Trial) => Promise<T>,
  ): Promise<T> {
    const trial = await Trial.open(scheme, server);
    try {
      return await examine(trial);
    } finally {
      await trial.close();
    }
  }

  async close(): Promise<void> {
    await this.disconnect();
    await asAdministrator(this.server, `drop database ${this.database} (force)`);
  }

  async connect(): Promise<pg.Client> {
    const client = await this.server.connect(this.database);
    this.#clients.push(client);
    return client;
  }

  connectMany(count: number): Promise<pg.Client[]> {
    return Promise.all(Array.from({ length: count }, () => this.connect()));
  }

  async disconnect(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.end()));
  }
}

async function asAdministrator(server: PrivateServer, statement: string): Promise<void> {
  const administrator = await server.connect();
  await administrator.query(statement);
  await administrator.end();
}

/** Lets every reader read until `finished` and then, `empty` times in a row, nothing more comes. */
export async function readOn(
  readers: readonly Reader[],
  finished: () => boolean,
  idle: number,
  empty: number,
): Promise<void> {
  await Promise.all(
    readers.map(async (reader) => {
      for (let inVain = 0; inVain < empty; ) {
        const mayEnd = finished();
        const delivered = await reader.read();
        if (delivered > 0) inVain = 0;
        else {
          if (mayEnd) inVain++;
          else if (idle > 0) await pause(idle);
        }
      }
    }),
  );
}

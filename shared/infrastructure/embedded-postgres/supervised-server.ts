import { setTimeout as delay } from 'node:timers/promises';
import { endPostmaster } from '@boardwalk/tooling/postmaster.mjs';
import { Client } from 'pg';
import { type Cluster, role } from './cluster.js';
import { hasCode } from './embedded-postgres.errors.js';
import { runningServer, type Server, tooLate } from './server.js';

declare module 'pg' {
  interface Client {
    /** Lets the process end while the session is open, or not. Missing in the published types. */
    ref(): void;
    unref(): void;
  }
}

// A part in the server is a session that holds this advisory lock, shared. It vanishes with its process,
// however that ends, so nothing has to guess who is still there.
const part = 'hashtext($$a part in the embedded server$$)';

/** Milliseconds; long enough to repair a large database after a hard end. */
const patience = 120_000;

/** One process's part in the server of a cluster, kept until it is given back. */
export class SupervisedServer {
  private server: Server = { pid: 0, port: 0 };
  private session: Client | null = null;
  private revival: Promise<void> = Promise.resolve();
  private leaving: Promise<void> | null = null;

  constructor(
    private readonly cluster: Cluster,
    private readonly durable: boolean,
    private readonly log: (line: string) => void,
  ) {}

  get url(): string {
    return `postgres://${role}:${this.cluster.password}@127.0.0.1:${this.port}/postgres?sslmode=disable`;
  }

  get port(): number {
    return this.server.port;
  }

  get pid(): number {
    return this.server.pid;
  }

  get directory(): string {
    return this.cluster.directory;
  }

  stop(): Promise<void> {
    this.leaving ??= this.leave();
    return this.leaving;
  }

  /** Runs the server and takes a part in it; once the port is known, only on that port. */
  async join(): Promise<void> {
    const deadline = performance.now() + patience;
    const fixed = this.port === 0 ? {} : { port: this.port };
    const options = { ...fixed, durable: this.durable, log: this.log, deadline };
    while (this.session === null) {
      this.server = await runningServer(this.cluster, options);
      this.session = await this.takePart();
      if (this.session !== null) return;
      if (performance.now() > deadline) throw tooLate(this.cluster);
      await delay(20);
    }
  }

  /** Null when the server is going at this moment. */
  private async takePart(): Promise<Client | null> {
    const session = new Client({ connectionString: this.url, application_name: 'boardwalk supervision' });
    session.on('error', () => undefined); // the 'end' that follows is what counts
    try {
      await session.connect();
      const { rows } = await session.query<{ taken: boolean }>(
        `select pg_try_advisory_lock_shared(${part}) as taken`,
      );
      if (rows[0]?.taken === true) {
        session.once('end', () => this.lost());
        session.unref();
        return session;
      }
    } catch (error) {
      if (!isGoing(error)) throw error;
    }
    await session.end();
    return null;
  }

  private lost(): void {
    this.session = null;
    if (this.leaving !== null || !this.durable) return;
    this.log('The embedded database ended without being asked to; starting it again');
    this.revival = this.join().catch((error: unknown) => {
      this.log(`The embedded database stays down. ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  private async leave(): Promise<void> {
    await this.revival;
    const session = this.session;
    if (session === null) return;
    session.ref();
    try {
      await session.query(`select pg_advisory_unlock_shared(${part})`);
      const { rows } = await session.query<{ last: boolean }>(`select pg_try_advisory_lock(${part}) as last`);
      // Whoever comes from here on finds the lock taken and waits for a new server.
      if (rows[0]?.last === true) await endPostmaster(this.cluster.data);
    } catch (error) {
      if (!isGoing(error)) throw error;
    } finally {
      await session.end();
    }
  }
}

/** The server shuts down, comes up, or was killed. */
function isGoing(error: unknown): boolean {
  return (
    hasCode(error, 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03') ||
    (error instanceof Error &&
      /^Connection terminated|^Client has encountered a connection error/.test(error.message))
  );
}

import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const againMs = 100;

/** A transaction that has written something of no concern to anybody, and does not end. Opened anew when the server went. */
export class UnrelatedTransaction {
  private client: pg.Client | undefined;
  private ended = false;
  private readonly url: string;
  private readonly running: Promise<void>;

  constructor(url: string) {
    this.url = url;
    this.running = this.run();
  }

  async end(): Promise<void> {
    this.ended = true;
    await this.client?.end();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.ended) {
      const client = new pg.Client({ connectionString: this.url, application_name: 'chaos unrelated' });
      const gone = new Promise<void>((resolve) => client.once('end', resolve));
      client.on('error', () => undefined); // the end that follows is what counts
      try {
        await client.connect();
        this.client = client;
        await client.query('BEGIN');
        await client.query('INSERT INTO witness.elsewhere VALUES (1)');
        if (this.ended) await client.end();
        await gone;
      } catch {
        await client.end().catch(() => undefined); // it never began
        await pause(againMs);
      }
    }
  }
}

import { Injectable, Logger } from '@nestjs/common';
import type { BoundedPool } from './bounded-pool.js';
import { createPool, type PoolSettings } from './pool.js';

/** Every pool of the process, so that they end together. */
@Injectable()
export class Pools {
  private readonly logger = new Logger('Database');
  private readonly open: BoundedPool[] = [];
  /** For requests and deliveries. */
  readonly main: BoundedPool;

  constructor(private readonly settings: PoolSettings) {
    this.main = this.another({});
  }

  /** Connections that nobody else can use up, to this database or to another. */
  another(differences: Partial<PoolSettings>): BoundedPool {
    const pool = createPool({ ...this.settings, ...differences }, (error) =>
      this.logger.warn(`An idle connection broke: ${error.message}`),
    );
    this.open.push(pool);
    return pool;
  }

  /** Ends whatever is still under way on any connection; PostgreSQL rolls it back. */
  async abandon(): Promise<void> {
    await Promise.all(
      this.open.map((pool) =>
        pool.abandon().catch((error: unknown) =>
          // Then nobody is connected, or the server will see for itself.
          this.logger.warn(
            `Sessions were not ended: ${error instanceof Error ? error.message : String(error)}`,
          ),
        ),
      ),
    );
  }

  async end(): Promise<void> {
    await Promise.all(this.open.map((pool) => pool.end()));
  }
}

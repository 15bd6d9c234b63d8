import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import type { Broker } from './broker.js';

/** Whoever was not heard of for so long, in milliseconds, takes nothing in. */
const silentMs = 30_000;

interface Routes {
  of(context: string): readonly Pick<Broker, 'name'>[];
}

/**
 * Destinations of contexts that get their facts in another way by now. Nothing is sent there any more; whoever comes back after
 * all reports how far everything has landed, and is sent what follows.
 */
export class FormerRoutes {
  private readonly logger = new Logger('Forwarder');
  private looking: Promise<void> | undefined;

  /** @param pool the database of the log */
  constructor(
    private readonly pool: Pool,
    private readonly routes: Routes | undefined,
  ) {}

  /** Forgets them. What fails is tried again with the next look. */
  look(): void {
    this.looking ??= this.forget()
      .catch((error: unknown) => this.logger.warn(`Former routes are still kept: ${String(error)}`))
      .finally(() => {
        this.looking = undefined;
      });
  }

  async stop(): Promise<void> {
    await this.looking;
  }

  private async forget(): Promise<void> {
    const { rows } = await this.pool.query<{ context: string; transport: string }>(silent, [silentMs]);
    const former = rows.filter(
      ({ context, transport }) => this.routes?.of(context).some(({ name }) => name === transport) !== true,
    );
    if (former.length === 0) return;
    const contexts = former.map(({ context }) => context);
    const transports = former.map(({ transport }) => transport);
    await this.pool.query(gone, [silentMs, contexts, transports]);
    for (const { context, transport } of former)
      this.logger.log(`Nothing is sent to ${context} over ${transport} any more.`);
  }
}

const isSilent = `reported_at < clock_timestamp() - $1::int * interval '1 millisecond'`;

const silent = `SELECT DISTINCT context, transport FROM messaging.destinations WHERE ${isSilent}`;

const gone = `DELETE FROM messaging.destinations WHERE ${isSilent}
  AND (context, transport) IN (SELECT * FROM unnest($2::text[], $3::text[]))`;

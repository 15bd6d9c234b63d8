import { Logger } from '@nestjs/common';
import type { LogSource } from '../lanes/lane.js';
import { BucketsChangedError, SameLogError } from '../messaging.errors.js';

/**
 * The logs in other databases. Each is visited at its own pace: one that is away, or takes long to answer, holds up neither
 * the others nor whoever asks for the visits.
 */
export class OtherLogs {
  private readonly logger = new Logger('Delivery');
  private readonly visits = new Map<LogSource, Promise<void>>();
  /** Why a log is not read at the moment. */
  private readonly away = new Map<LogSource, string>();

  constructor(
    readonly sources: readonly LogSource[],
    private readonly visit: (source: LogSource) => Promise<void>,
  ) {}

  isAway(source: LogSource): boolean {
    return this.away.has(source);
  }

  /**
   * Begins a visit of each that is not being visited. Resolves when the visits have ended, also of those that are away.
   * @throws {SameLogError | BucketsChangedError} which will not mend itself
   */
  async round(): Promise<void> {
    const ended = await Promise.allSettled(
      this.sources.map((source) => this.visits.get(source) ?? this.begin(source)),
    );
    for (const visit of ended) if (visit.status === 'rejected') throw visit.reason;
  }

  private begin(source: LogSource): Promise<void> {
    const visit = this.attempt(source).finally(() => this.visits.delete(source));
    this.visits.set(source, visit);
    return visit;
  }

  private async attempt(source: LogSource): Promise<void> {
    const name = source.elsewhere?.name ?? '';
    try {
      await this.visit(source);
      if (this.away.delete(source)) this.logger.log(`The log in ${name} is read again.`);
    } catch (error) {
      if (error instanceof SameLogError || error instanceof BucketsChangedError) throw error;
      const why = reasonOf(error);
      if (this.away.get(source) !== why)
        this.logger.warn(
          `The log in ${name} is not read: ${why}. Facts wait there, and the others go on. It is tried again every second.`,
        );
      this.away.set(source, why);
    }
  }
}

/** An address that stands for several machines fails with several errors, and no message of its own. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : error.name;
  return error.message === '' ? code : error.message;
}

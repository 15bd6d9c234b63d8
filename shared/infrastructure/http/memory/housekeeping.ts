import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { KeptAnswers } from '../idempotency/kept-answers.js';
import { RequestCounts } from '../limits/request-counts.js';

const everyMs = 600_000;

/** Removes what is no longer remembered of requests. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('http');
  private timer: NodeJS.Timeout | undefined;
  private cleaning: Promise<void> | undefined;

  constructor(
    private readonly answers: KeptAnswers,
    private readonly counts: RequestCounts,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.clean(), everyMs).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.cleaning;
  }

  /** Never rejects: what fails is tried again next time. */
  clean(): Promise<void> {
    this.cleaning ??= Promise.all([this.answers.forgetOld(), this.counts.forgetOld()])
      .then(
        () => undefined,
        (error: unknown) => {
          this.logger.warn({ msg: 'Old requests were not forgotten; it is tried again', err: error });
        },
      )
      .finally(() => {
        this.cleaning = undefined;
      });
    return this.cleaning;
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

/**
 * Something the program needs in order to serve. Extend it and provide the class anywhere: `/readyz` asks every one that
 * is provided.
 */
export abstract class ReadinessCheck {
  /** A word for people: `database`. */
  abstract readonly name: string;

  /** Rejects when the program should get no requests now. The reason is logged, not shown. */
  abstract check(): Promise<void>;
}

export interface CheckResult {
  readonly name: string;
  readonly ready: boolean;
}

/** Milliseconds after which a check that has not answered counts as failed. */
const patience = 2_000;

@Injectable()
export class Readiness {
  private readonly logger = new Logger('readiness');

  constructor(private readonly discovery: DiscoveryService) {}

  async check(): Promise<CheckResult[]> {
    const providers = this.discovery.getProviders().map((wrapper): unknown => wrapper.instance);
    const checks = providers.filter((provider) => provider instanceof ReadinessCheck);
    return Promise.all(checks.map((check) => this.run(check)));
  }

  private async run(check: ReadinessCheck): Promise<CheckResult> {
    try {
      await withinPatience(check.check());
      return { name: check.name, ready: true };
    } catch (error) {
      this.logger.warn({ msg: `"${check.name}" is not ready`, err: error });
      return { name: check.name, ready: false };
    }
  }
}

async function withinPatience(work: Promise<void>): Promise<void> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience);
  try {
    await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

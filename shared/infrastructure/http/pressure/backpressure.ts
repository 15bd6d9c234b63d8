import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

/**
 * Something that can be too full to take more. Extend it and provide the class anywhere: while one that is provided says no,
 * requests are refused with 503 before anything is done for them.
 */
export abstract class Backpressure {
  /** Asked for each request, so it must know already. @param writes whether the request may change something */
  abstract isTooHigh(writes: boolean): boolean;
}

@Injectable()
export class Pressures {
  private found: readonly Backpressure[] | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  areTooHigh(writes: boolean): boolean {
    this.found ??= this.discovery
      .getProviders()
      .map((wrapper): unknown => wrapper.instance)
      .filter((provider) => provider instanceof Backpressure);
    return this.found.some((pressure) => pressure.isTooHigh(writes));
  }
}

import { Backpressure } from '@boardwalk/http';
import { Backlog } from '@boardwalk/messaging';
import { BoundedPool } from '@boardwalk/persistence';
import { Injectable } from '@nestjs/common';

/** More requests wait for the database than it could serve within their patience. */
@Injectable()
export class ConnectionPressure extends Backpressure {
  constructor(private readonly pool: BoundedPool) {
    super();
  }

  isTooHigh(): boolean {
    return this.pool.requests.isFull;
  }
}

/** Nobody orders the facts that are written. Reading goes on. */
@Injectable()
export class BacklogPressure extends Backpressure {
  constructor(private readonly backlog: Backlog) {
    super();
  }

  isTooHigh(writes: boolean): boolean {
    return writes && this.backlog.isFull;
  }
}

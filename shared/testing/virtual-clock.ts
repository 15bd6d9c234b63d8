import { Clock } from '@boardwalk/domain';

/** Stands still until it is moved. */
export class VirtualClock extends Clock {
  private time: number;

  constructor(start: Date = new Date('2026-06-01T12:00:00.000Z')) {
    super();
    this.time = start.getTime();
  }

  now(): Date {
    return new Date(this.time);
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}

import { Clock } from '@boardwalk/domain';
import { Pool } from 'pg';
import { describe, expect, it } from 'vitest';
import { quotas } from '../limits/quotas.js';
import { mostCallers, RequestCounts } from '../limits/request-counts.js';

/** Nothing is reported while it stands still, so that nobody connects. */
class StandingClock extends Clock {
  now(): Date {
    return new Date('2026-06-01T12:00:00Z');
  }
}

describe('counts of requests', () => {
  it('forget nobody who goes on asking, however many others come', () => {
    const counts = new RequestCounts(new Pool(), new StandingClock(), 'secret-of-the-spec-0123456789abcdef');
    const ask = () => counts.take('expensive', 'network of an attacker').admitted;
    for (let n = 0; n < quotas.expensive; n += 1) expect(ask()).toBe(true);
    for (let n = 0; n < mostCallers; n += 1) {
      counts.take('read', `network ${n}`);
      if (n % 1_000 === 0) expect(ask()).toBe(false);
    }
    expect(ask()).toBe(false);
  });
});

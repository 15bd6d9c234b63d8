import { describe, expect, it } from 'vitest';
import { Clock, SystemIds, uuidV7 } from '../index.js';

class StoppedClock extends Clock {
  constructor(private readonly time: Date) {
    super();
  }
  now(): Date {
    return this.time;
  }
}

describe('a UUIDv7', () => {
  it('is the example of RFC 9562, appendix A.6', () => {
    expect(uuidV7(0x017f22e279b0, '0cc318c4dc0c0c07398f')).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('sorts by the time it was made', () => {
    const early = new SystemIds(new StoppedClock(new Date('2026-01-01T00:00:00Z'))).next();
    const late = new SystemIds(new StoppedClock(new Date('2026-01-01T00:00:00.001Z'))).next();
    expect(early < late).toBe(true);
  });

  it('is another one each time', () => {
    const ids = new SystemIds(new StoppedClock(new Date(0)));
    expect(new Set(Array.from({ length: 1_000 }, () => ids.next())).size).toBe(1_000);
  });
});

describe('a secret', () => {
  it('has 256 random bits', () => {
    const ids = new SystemIds(new StoppedClock(new Date(0)));
    expect(Buffer.from(ids.secret(), 'base64url')).toHaveLength(32);
    expect(ids.secret()).not.toBe(ids.secret());
  });
});

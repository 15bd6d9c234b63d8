import { describe, expect, it } from 'vitest';
import { AggregateRoot, type IDomainEvent } from '../index.js';

class LampLit implements IDomainEvent {
  readonly kind = 'LampLit' as const;
  constructor(
    readonly dateTimeOccurred: Date,
    private readonly lampId: string,
  ) {}
  getAggregateId(): string {
    return this.lampId;
  }
}

class Lamp extends AggregateRoot<LampLit> {
  readonly id = 'lamp-1';
  private lit = false;

  light(at: Date): void {
    if (this.lit) throw new Error('It is lit already.');
    this.lit = true;
    this.addDomainEvent(new LampLit(at, this.id));
  }
}

const noon = new Date('2026-06-01T12:00:00.000Z');
const lamp = () => Reflect.construct(Lamp, []) as Lamp;

describe('an aggregate', () => {
  it('records what happened, oldest first, until it is cleared [2-02]', () => {
    const given = lamp();
    given.light(noon);
    expect(given.domainEvents).toHaveLength(1);
    expect(given.domainEvents[0]).toBeInstanceOf(LampLit);
    expect(given.domainEvents[0]).toMatchObject({ dateTimeOccurred: noon });
    expect(given.domainEvents[0]?.getAggregateId()).toBe('lamp-1');
  });

  it('forgets its events when they are cleared [3-01]', () => {
    const given = lamp();
    given.light(noon);
    given.clearEvents();
    expect(given.domainEvents).toEqual([]);
  });

  it('records nothing when a rule refuses the change', () => {
    const given = lamp();
    given.light(noon);
    given.clearEvents();
    expect(() => given.light(noon)).toThrow('It is lit already.');
    expect(given.domainEvents).toEqual([]);
  });

  it('counts its saves from zero', () => {
    const given = lamp();
    expect(given.version).toBe(0);
    expect(given.advance()).toBe(1);
    expect(given.version).toBe(1);
  });
});

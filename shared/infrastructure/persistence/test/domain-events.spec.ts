import { setImmediate as turn } from 'node:timers/promises';
import { AggregateRoot, type IDomainEvent } from '@boardwalk/domain';
import { Pool } from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { UndispatchedEventsError, UnhandledDomainEventError } from '../persistence.errors.js';
import { UnitOfWorkDomainEvents } from '../unit-of-work-domain-events.js';
import { UnitsOfWork } from '../units-of-work.js';

class Knocked implements IDomainEvent {
  readonly kind = 'Knocked';
  readonly dateTimeOccurred = new Date('2026-06-01T10:00:00Z');

  constructor(
    private readonly door: string,
    readonly times: number,
  ) {}

  getAggregateId(): string {
    return this.door;
  }
}

class Door extends AggregateRoot<Knocked> {
  constructor(readonly id: string) {
    super();
  }

  knock(times: number): void {
    this.addDomainEvent(new Knocked(this.id, times));
  }
}

const knockedAt = (id: string, ...times: number[]): Door => {
  const door = new Door(id);
  for (const each of times) door.knock(each);
  return door;
};

/** No statement is run in these units, so none of them ever connects. */
let units: UnitsOfWork;
let events: UnitOfWorkDomainEvents;
let heard: string[];

beforeEach(() => {
  units = new UnitsOfWork(new Pool());
  events = new UnitOfWorkDomainEvents('doors', units);
  heard = [];
  events.register((event) => {
    const { times } = event as Knocked;
    heard.push(`${event.getAggregateId()} ${times}`);
  }, 'Knocked');
});

describe('the events of a unit of work', () => {
  it('go in order to whoever registered for them, and are cleared [3-02]', async () => {
    const door = knockedAt('front', 1, 2);
    await units.run(() => events.dispatchEventsForAggregate(door));
    expect(heard).toEqual(['front 1', 'front 2']);
    expect(door.domainEvents).toEqual([]);
    await units.run(() => events.dispatchEventsForAggregate(door));
    expect(heard).toHaveLength(2);
  });

  it('fail it when its aggregate was marked and not dispatched, unless the mark was taken back [3-02]', async () => {
    const forgotten = units.run(async () => events.markAggregateForDispatch(knockedAt('front', 1)));
    await expect(forgotten).rejects.toThrow(UndispatchedEventsError);
    await units.run(async () => {
      events.markAggregateForDispatch(knockedAt('front', 1));
      events.clearMarkedAggregates();
    });
    expect(heard).toEqual([]);
  });

  it('fail it when nobody listens any more [3-02]', async () => {
    events.clearHandlers();
    const unheard = units.run(() => events.dispatchEventsForAggregate(knockedAt('front', 1)));
    await expect(unheard).rejects.toThrow(UnhandledDomainEventError);
  });

  it('are seen by no other that runs at the same time [3-02]', async () => {
    const forgetful = units.run(async () => {
      events.markAggregateForDispatch(knockedAt('front', 1));
      await turn();
    });
    const careful = units.run(async () => {
      await events.dispatchEventsForAggregate(knockedAt('back', 1));
      events.clearMarkedAggregates();
      await turn();
    });
    await expect(forgetful).rejects.toThrow('Door front recorded Knocked');
    await careful;
    expect(heard).toEqual(['back 1']);
  });
});

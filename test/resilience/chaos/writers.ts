import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseAway, type UnitOfWork, UnitsOfWork } from '@boardwalk/persistence';
import { SeededRandomness } from '@boardwalk/testing/seeded-randomness';
import { EventBus } from '@nestjs/cqrs';
import type { MessagingApplication } from '@boardwalk/testing/messaging-application';
import { chaosFact, contractFor, type Mark } from './application/facts.ts';
import type { Budget } from './budget.ts';
import type { Witness } from './witness.ts';

const rollbackRate = 0.05;
export const writerCount = 12;

/** What the writers themselves were told of their transactions. */
export class Deeds {
  /** Facts of each transaction whose COMMIT was answered. */
  readonly acknowledged = new Map<string, number>();
  /** Transactions that ended in a rollback. */
  readonly abandoned = new Set<string>();
  /** Transactions whose COMMIT was never answered; the database was asked afterwards. */
  unanswered = 0;
}

class Abandoned extends Error {}

/**
 * Writers that do everything a reader of the log could stumble over, and keep the one promise a log asks for: a fact is
 * inserted after its aggregate's row lock, in the same transaction. Every second one takes its transaction id before it does
 * anything else; every second pair inserts its facts by hand and dawdles before COMMIT, the others stage theirs as a publisher
 * does; all pause in between; one transaction in twenty rolls back.
 */
export class HostileWriters {
  readonly deeds = new Deeds();
  private readonly units: UnitsOfWork;
  private readonly eventBus: EventBus;
  private readonly witness: Witness;
  private readonly budget: Budget;
  private readonly chance: SeededRandomness;
  private readonly keys: number;
  private transactions = 0;

  constructor(
    { context }: MessagingApplication,
    witness: Witness,
    budget: Budget,
    { seed, keys }: { seed: number; keys: number },
  ) {
    this.units = context.get(UnitsOfWork);
    this.eventBus = context.get(EventBus);
    this.witness = witness;
    this.budget = budget;
    this.chance = new SeededRandomness(seed);
    this.keys = keys;
  }

  async write(): Promise<void> {
    await Promise.all(
      Array.from({ length: writerCount }, (_, n) => this.writer({ early: n % 2 === 0, byHand: n % 4 >= 2 })),
    );
  }

  private async writer(habits: Habits): Promise<void> {
    while (!this.budget.spent) {
      const count = this.budget.take(1 + this.below(6));
      if (count === 0) {
        await pause(5);
        continue;
      }
      this.transactions += 1;
      const deed = `deed-${this.transactions}`;
      const committed = await this.outcomeOf(deed, count, habits);
      if (!committed) this.deeds.abandoned.add(deed);
      this.budget.settle(count, committed);
    }
  }

  private async outcomeOf(deed: string, count: number, habits: Habits): Promise<boolean> {
    try {
      await this.transaction(deed, count, habits);
      this.deeds.acknowledged.set(deed, count);
      return true;
    } catch (error) {
      if (error instanceof Abandoned) return false;
      if (!isDatabaseAway(error)) throw error;
      this.deeds.unanswered += 1;
      const { written } = await this.witness.one<{ written: boolean }>(
        'SELECT EXISTS (SELECT FROM chaos.changes WHERE deed = $1) AS written',
        [deed],
      );
      return written;
    }
  }

  private transaction(deed: string, count: number, { early, byHand }: Habits): Promise<void> {
    // In one order in every transaction, so that two of them never wait for each other.
    const chosen = [...new Set([this.below(this.keys), this.below(this.keys)])].toSorted((a, b) => a - b);
    return this.units.run(async (unit) => {
      if (early) {
        await unit.query('SELECT pg_current_xact_id()');
        await this.hesitate();
      }
      let left = count;
      for (const [index, number] of chosen.entries()) {
        const share = index === chosen.length - 1 ? left : Math.min(left, 1 + this.below(left));
        left -= share;
        if (share > 0) await this.change(unit, `key-${number}`, { count: share, deed, byHand });
        await this.hesitate();
      }
      if (byHand) await pause(this.below(20));
      if (this.chance.fraction() < rollbackRate) throw new Abandoned();
    });
  }

  private async change(unit: UnitOfWork, key: string, { count, deed, byHand }: Change): Promise<void> {
    const { rows } = await unit.query<{ version: number }>(
      `INSERT INTO chaos.aggregates VALUES ($1, $2)
       ON CONFLICT (key) DO UPDATE SET version = aggregates.version + $2 RETURNING version`,
      [key, count],
    );
    const last = rows[0]?.version ?? Number.NaN;
    for (let version = last - count + 1; version <= last; version += 1) {
      await unit.query('INSERT INTO chaos.changes VALUES ($1, $2, $3, $4)', [
        key,
        version,
        contractFor(version).type,
        deed,
      ]);
      if (byHand) await insertFact(unit, key, { version, deed });
      else await this.eventBus.publish(chaosFact(key, { version, deed }, true));
    }
  }

  private async hesitate(): Promise<void> {
    if (this.chance.fraction() < 0.4) await pause(this.chance.fraction() < 0.05 ? 40 : this.below(6));
  }

  private below(end: number): number {
    return Math.floor(this.chance.fraction() * end);
  }
}

interface Habits {
  /** Takes its transaction id before anything else. */
  readonly early: boolean;
  /** Inserts its facts as a program of another kind might: the position is drawn long before COMMIT. */
  readonly byHand: boolean;
}

interface Change {
  readonly count: number;
  readonly deed: string;
  readonly byHand: boolean;
}

async function insertFact(unit: UnitOfWork, key: string, mark: Mark): Promise<void> {
  await unit.query(
    `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
     VALUES ($1, $2, '/contexts/chaos', $3, now(), $4, $5)`,
    [
      randomUUID(),
      contractFor(mark.version).type,
      key,
      JSON.stringify({ correlationid: randomUUID() }),
      JSON.stringify(chaosFact(key, mark, false)),
    ],
  );
}

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { contractOfFact } from '@boardwalk/integration-events';
import { type UnitOfWork, UnitsOfWork } from '@boardwalk/persistence';
import { EventBus } from '@nestjs/cqrs';
import type { MessagingApplication } from '../../servers/messaging-application.ts';
import { hostileFact } from './application.ts';

const keys = 40;
const rollbackRate = 0.05;
export const writerCount = 12;

/** How many facts may be written now, so that there is always something under way when a worker is killed. */
export class Budget {
  private left: number;
  private readonly total: number;
  /** Facts that may have been written by now. */
  allowed = 0;
  committed = 0;
  rolledBack = 0;

  constructor(total: number) {
    this.left = total;
    this.total = total;
  }

  allow(share: number): void {
    this.allowed = Math.max(this.allowed, Math.ceil(this.total * share));
  }

  allowMore(facts: number): void {
    this.allowed = Math.min(this.total, this.allowed + facts);
  }

  get spent(): boolean {
    return this.committed === this.total;
  }

  /** Takes at most `wanted` facts out of the budget; 0 when it has to be asked again later. */
  take(wanted: number): number {
    const taken = Math.max(0, Math.min(wanted, this.left, this.allowed - (this.total - this.left)));
    this.left -= taken;
    return taken;
  }

  settle(taken: number, committed: boolean): void {
    if (committed) this.committed += taken;
    else {
      this.left += taken;
      this.rolledBack += taken;
    }
  }
}

class Abandoned extends Error {}

/**
 * Writers that do everything a reader of the log could stumble over, and keep the one promise a log asks for: a fact is
 * inserted after its aggregate's row lock, in the same transaction. Every second one takes its transaction id before it does
 * anything else; every second pair inserts its facts by hand and dawdles before COMMIT, the others stage theirs as a publisher
 * does; all pause in between; one transaction in twenty rolls back.
 */
export async function writeHostilely(application: MessagingApplication, budget: Budget): Promise<void> {
  const units = application.context.get(UnitsOfWork);
  const eventBus = application.context.get(EventBus);
  const write = async (early: boolean, byHand: boolean) => {
    const append = byHand ? insertFact : stageFact(eventBus);
    while (!budget.spent) {
      const count = budget.take(1 + below(6));
      if (count === 0) {
        await pause(5);
        continue;
      }
      const committed = await transaction(units, { early, byHand, count, append });
      budget.settle(count, committed);
    }
  };
  await Promise.all(
    Array.from({ length: writerCount }, (_, index) => write(index % 2 === 0, index % 4 >= 2)),
  );
}

type Append = (unit: UnitOfWork, key: string, version: number) => Promise<void>;

interface Transaction {
  readonly early: boolean;
  readonly byHand: boolean;
  readonly count: number;
  readonly append: Append;
}

/** False when it was rolled back. */
async function transaction(
  units: UnitsOfWork,
  { early, byHand, count, append }: Transaction,
): Promise<boolean> {
  // In one order in every transaction, so that two of them never wait for each other.
  const chosen = [...new Set([below(keys), below(keys)])].toSorted((a, b) => a - b);
  try {
    await units.run(async (unit) => {
      if (early) {
        await unit.query('SELECT pg_current_xact_id()');
        await hesitate();
      }
      let left = count;
      for (const [index, number] of chosen.entries()) {
        const share = index === chosen.length - 1 ? left : Math.min(left, 1 + below(left));
        left -= share;
        if (share > 0) await change(unit, `key-${number}`, share, append);
        await hesitate();
      }
      if (byHand) await pause(below(20));
      if (Math.random() < rollbackRate) throw new Abandoned();
    });
    return true;
  } catch (error) {
    if (error instanceof Abandoned) return false;
    throw error;
  }
}

async function change(unit: UnitOfWork, key: string, count: number, append: Append): Promise<void> {
  const { rows } = await unit.query<{ version: number }>(
    `INSERT INTO hostile.aggregates VALUES ($1, $2)
     ON CONFLICT (key) DO UPDATE SET version = aggregates.version + $2 RETURNING version`,
    [key, count],
  );
  const last = rows[0]?.version ?? Number.NaN;
  for (let version = last - count + 1; version <= last; version += 1) {
    const type = contractOfFact(hostileFact(key, version))?.type;
    await unit.query('INSERT INTO hostile.changes VALUES ($1, $2, $3)', [key, version, type]);
    await append(unit, key, version);
  }
}

/** As a publisher does: the row goes out with COMMIT. */
const stageFact =
  (eventBus: EventBus): Append =>
  async (_unit, key, version) => {
    await eventBus.publish(hostileFact(key, version));
  };

/** As a program of another kind might: the position is drawn long before COMMIT. */
const insertFact: Append = async (unit, key, version) => {
  const fact = hostileFact(key, version);
  await unit.query(
    `INSERT INTO messaging.facts (id, type, source, key, occurred_at, headers, data)
     VALUES ($1, $2, '/contexts/hostile', $3, now(), $4, $5)`,
    [
      randomUUID(),
      contractOfFact(fact)?.type,
      key,
      JSON.stringify({ correlationid: randomUUID() }),
      JSON.stringify(fact),
    ],
  );
};

async function hesitate(): Promise<void> {
  if (Math.random() < 0.4) await pause(Math.random() < 0.05 ? 40 : below(6));
}

function below(end: number): number {
  return Math.floor(Math.random() * end);
}

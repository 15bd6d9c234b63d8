import { DomainError, ProjectionBehindError } from '@boardwalk/domain';
import {
  BadgeAwardedIntegrationEvent,
  type Fact,
  PointsGrantedIntegrationEvent,
  TierReachedIntegrationEvent,
} from '@boardwalk/integration-events';
import { BaseConsumer } from '@boardwalk/observability';
import type { ICommand } from '@nestjs/cqrs';
import type { Subscription } from '#core/subscriptions/subscription.js';
import type { Chance } from '../chance.ts';
import { change, effect, refused } from '../statements/own.ts';
import { type Plan, subscriptionNames } from './plan.ts';
import type { SimulatedProcess } from './process.ts';

const keyOf = (fact: Fact): string => (fact as unknown as { userId: string }).userId;

/** What is done with one fact by one subscription, however often and wherever it is delivered. */
export interface Temper {
  readonly kind: 'fine' | 'does nothing' | 'fails at first' | 'refuses' | 'poison';
  /** Attempts that fail, of those that fail at first. */
  failuresLeft: number;
  readonly how: 'error' | 'constraint' | 'behind';
  /** Whether it fails after it has written. */
  readonly late: boolean;
  readonly followUp: boolean;
}

class Refusal extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'simulated-refusal';
}

/** Tempers are given out as facts arrive, and kept: they outlive the processes that meet them. */
export class Tempers {
  /** Whoever repaired the consumers: from here on nothing fails. */
  areHealed = false;
  private readonly known = new Map<string, Temper>();
  private readonly chance: Chance;
  private readonly plan: Plan;

  constructor(chance: Chance, plan: Plan) {
    this.chance = chance;
    this.plan = plan;
  }

  of(subscription: string, eventId: string): Temper {
    const name = `${subscription} ${eventId}`;
    let temper = this.known.get(name);
    if (temper === undefined) {
      temper = this.drawn();
      this.known.set(name, temper);
    }
    return temper;
  }

  private drawn(): Temper {
    const { chance, plan } = this;
    return {
      kind: chance.strikes(plan.poison)
        ? chance.oneOf(['refuses', 'poison'] as const)
        : chance.strikes(plan.failing)
          ? 'fails at first'
          : chance.strikes(0.05)
            ? 'does nothing'
            : 'fine',
      failuresLeft: chance.between(1, 2),
      how: chance.oneOf(['error', 'constraint', 'behind'] as const),
      late: chance.strikes(0.7),
      followUp: chance.strikes(plan.followUps),
    };
  }
}

/** Facts of the simulation, by number. All are ordered by `userId`. */
export const contracts = [
  PointsGrantedIntegrationEvent,
  BadgeAwardedIntegrationEvent,
  TierReachedIntegrationEvent,
] as const;

/** @param version of the aggregate that the fact speaks of */
export function factOf(contract: number, userId: string, version: number): Fact {
  const who = { userId, username: 'ada' };
  switch (contract) {
    case 0:
      return new PointsGrantedIntegrationEvent({
        ...{ ...who, grantId: 'g', category: 'c', source: 's', amount: 1, total: version },
      });
    case 1:
      return new BadgeAwardedIntegrationEvent({ ...who, badgeId: 'b', name: 'B', points: version });
    default:
      return new TierReachedIntegrationEvent({ ...who, from: 'a', to: 'b', total: version });
  }
}

export function versionOf(data: string): number {
  const { total, points } = JSON.parse(data) as { total?: number; points?: number };
  return total ?? points ?? Number.NaN;
}

/** What the subscriptions of a schedule take: the first one fact, the second two. */
export const taken: readonly { readonly name: string; readonly contracts: readonly number[] }[] = [
  { name: subscriptionNames[0], contracts: [0, 2] },
  { name: subscriptionNames[1], contracts: [0, 1] },
];

export const retry = { attempts: 3, firstDelayMs: 200, longestDelayMs: 600 };

export function subscriptionsOf(plan: Plan, tempers: Tempers, process: SimulatedProcess): Subscription[] {
  return taken.map(({ name, contracts: numbers }, place): Subscription => {
    const { batch = true, whenDead = 'park', buckets = 1 } = plan.subscriptions[place] ?? {};
    const consumer = new SimulatedConsumer(name, tempers, process);
    const consumers = new Map(numbers.map((number) => [contracts[number]?.type ?? '', consumer]));
    return {
      ...{ name, context: 'simulation', consumers, batch, retry, whenDead, buckets },
      ...{ start: 'genesis', isShadow: false, base: name },
    };
  });
}

class Delivered implements ICommand {
  readonly fact: Fact;
  constructor(fact: Fact) {
    this.fact = fact;
  }
}

class SimulatedConsumer extends BaseConsumer<Fact> {
  private readonly subscription: string;
  private readonly tempers: Tempers;

  constructor(subscription: string, tempers: Tempers, process: SimulatedProcess) {
    // The command bus gives every command a unit of work, or lets it join the one it is in.
    const execute = ({ fact }: Delivered) => process.units.run(() => this.take(fact, process));
    super({ execute } as never);
    this.subscription = subscription;
    this.tempers = tempers;
  }

  override toCommand(fact: Fact): ICommand | null {
    const { kind } = this.tempers.of(this.subscription, fact.metadata.eventId);
    return kind === 'does nothing' ? null : new Delivered(fact);
  }

  private async take(fact: Fact, process: SimulatedProcess): Promise<void> {
    const { eventId } = fact.metadata;
    const temper = this.tempers.of(this.subscription, eventId);
    const fails = this.fails(temper);
    await process.units.run(async (unit) => {
      if (fails && !temper.late) await this.fail(temper, process);
      await unit.query(effect, [this.subscription, eventId, keyOf(fact), process.name]);
      if (temper.followUp) await followUp(fact, this.subscription, process);
      if (fails) await this.fail(temper, process);
    });
  }

  private fails(temper: Temper): boolean {
    if (this.tempers.areHealed) return false;
    if (temper.kind === 'refuses' || temper.kind === 'poison') return true;
    if (temper.kind !== 'fails at first' || temper.failuresLeft === 0) return false;
    temper.failuresLeft -= 1;
    return true;
  }

  private async fail({ kind, how }: Temper, process: SimulatedProcess): Promise<never> {
    if (kind === 'refuses') throw new Refusal('The simulation says no.');
    if (how === 'constraint') await process.units.run((unit) => unit.query(refused));
    if (how === 'behind') throw new ProjectionBehindError('simulation');
    throw new Error('The simulation fails.');
  }
}

/** The first subscription's effects cause facts that only the second takes, or nobody: the chain ends there. */
async function followUp(fact: Fact, subscription: string, process: SimulatedProcess): Promise<void> {
  const userId = keyOf(fact);
  if (subscription !== taken[0]?.name || userId.startsWith('alone')) return;
  await process.units.run(async (unit) => {
    const { rows } = await unit.query<{ version: number }>(change, [
      userId,
      `after ${fact.metadata.eventId}`,
    ]);
    void process.publisher.publish(factOf(1, userId, rows[0]?.version ?? 0));
  });
}

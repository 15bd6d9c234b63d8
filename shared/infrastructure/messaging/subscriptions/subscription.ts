import type { AnyContract } from '@boardwalk/integration-events';
import type { BaseConsumer } from '@boardwalk/observability';
import type { Fact } from '@boardwalk/integration-events';
import type { Position } from '../log/position.js';
import { defaultRetry, type RetryPolicy } from '../delivery/retry-policy.js';

/** What a consumer class may say about its deliveries, as static members. */
export interface ConsumerClass {
  new (...args: never[]): BaseConsumer<Fact>;
  /** Classes that maintain the same state share one subscription, or a removal can overtake the joining it undoes. */
  readonly subscription?: string;
  /** False: one transaction per delivery from the start. */
  readonly batch?: boolean;
  readonly retry?: RetryPolicy;
  /** What happens to later facts of a key whose delivery died: they wait (`park`, the default) or go on (`skip`). */
  readonly whenDead?: 'park' | 'skip';
  /**
   * How many workers may deliver to the subscription side by side, each to a share of the ordering keys. Default 1. Settled
   * when the subscription is made, so take it from what will be needed, and 1 where consumers keep state across keys.
   */
  readonly buckets?: number;
  /** Where a subscription that is new to a log begins. Default: with the first fact. */
  readonly start?: Start;
}

/**
 * `now`: with the facts that are written after the subscription was made. A position is one in the log of the subscription's own
 * database; in others it begins with the first fact.
 */
export type Start = 'genesis' | 'now' | Position;

/** A named set of consumers of one context that share cursor, order and retries. */
export interface Subscription {
  readonly name: string;
  readonly context: string;
  readonly consumers: ReadonlyMap<string, BaseConsumer<Fact>>;
  readonly batch: boolean;
  readonly retry: RetryPolicy;
  readonly whenDead: 'park' | 'skip';
  readonly buckets: number;
  readonly start: Start;
  /** It reads facts a second time, into the shadow of its context's tables. */
  readonly isShadow: boolean;
  /** Its own name, or the name of the one that it shadows. */
  readonly base: string;
}

/** The subscription that replays the facts of another into the shadow of its context. */
export function shadowOf(subscription: Subscription): Subscription {
  return { ...subscription, name: shadowName(subscription.name), isShadow: true };
}

export function shadowName(subscription: string): string {
  return `${subscription}~shadow`;
}

export interface FoundConsumer {
  readonly context: string;
  readonly type: ConsumerClass;
  readonly instance: BaseConsumer<Fact>;
  readonly contracts: readonly AnyContract[];
}

/** Each bucket is a loop, a lease and a transaction at a time in some process. */
const mostBuckets = 64;

/** Puts the consumer classes of the process together. Throws on contradictions, before anything is delivered. */
export function subscriptionsOf(found: readonly FoundConsumer[]): Subscription[] {
  const byName = Map.groupBy(found, nameOf);
  return [...byName]
    .map(([name, members]) => subscriptionOf(name, members))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function subscriptionOf(name: string, members: FoundConsumer[]): Subscription {
  const [first] = members;
  if (first === undefined) throw new Error(`The subscription ${name} has no consumers.`);
  // Two contexts with one name would take each other's facts, and may run in processes that do not know of each other.
  const stranger = members.find(({ context }) => !name.startsWith(`${context}.`));
  if (stranger !== undefined) {
    const { context, type } = stranger;
    throw new Error(
      `${type.name} of ${context} calls its subscription "${name}". A subscription belongs to one context and is called after it: write \`${context}.…\`.`,
    );
  }
  const consumers = new Map<string, BaseConsumer<Fact>>();
  for (const { contracts, instance, type } of members) {
    for (const contract of contracts) {
      if (consumers.has(contract.type)) {
        throw new Error(
          `Two consumers of ${name} take ${contract.type}; ${type.name} is the second. Give it a subscription of its own.`,
        );
      }
      consumers.set(contract.type, instance);
    }
  }
  const types = members.map(({ type }) => type);
  const buckets =
    agreed(
      name,
      'buckets',
      types.map((type) => type.buckets),
    ) ?? 1;
  if (!Number.isInteger(buckets) || buckets < 1 || buckets > mostBuckets)
    throw new Error(`${name} asks for ${buckets} buckets. Ask for a whole number from 1 to ${mostBuckets}.`);
  return {
    name,
    context: first.context,
    consumers,
    batch: types.every(({ batch }) => batch ?? true),
    retry:
      agreed(
        name,
        'retry',
        types.map((type) => type.retry),
      ) ?? defaultRetry,
    whenDead:
      agreed(
        name,
        'whenDead',
        types.map((type) => type.whenDead),
      ) ?? 'park',
    buckets,
    start:
      agreed(
        name,
        'start',
        types.map((type) => type.start),
      ) ?? 'genesis',
    isShadow: false,
    base: name,
  };
}

/** The default name is made of the context and the tail of the wire type, as in `notifications.user-registered`. */
function nameOf({ context, type, contracts }: FoundConsumer): string {
  if (type.subscription !== undefined) return type.subscription;
  const [contract] = contracts;
  if (contract === undefined || contracts.length > 1) {
    throw new Error(
      `${type.name} takes several facts, so it must name its subscription: static readonly subscription = '${context}.…'.`,
    );
  }
  return `${context}.${contract.type.split('.')[1]}`;
}

function agreed<T>(name: string, setting: string, values: readonly (T | undefined)[]): T | undefined {
  const said = [...new Set(values.filter((value) => value !== undefined))];
  if (said.length > 1)
    throw new Error(`The consumers of ${name} disagree about \`${setting}\`. Say it in one of them.`);
  return said[0];
}

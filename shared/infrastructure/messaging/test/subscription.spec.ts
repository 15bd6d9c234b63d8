import {
  type AnyContract,
  ExtensionPublishedIntegrationEvent,
  type Fact,
  MemberJoinedIntegrationEvent,
} from '@boardwalk/integration-events';
import type { BaseConsumer } from '@boardwalk/observability';
import { describe, expect, it } from 'vitest';
import { delayAfter } from '../delivery/retry-policy.js';
import { comparePositions, parsePosition, printPosition } from '../log/position.js';
import { type ConsumerClass, type FoundConsumer, subscriptionsOf } from '../subscriptions/subscription.js';

/** Consumers are compared by identity here and never called. */
const instance = {} as BaseConsumer<Fact>;

function found(context: string, name: string, says: object, ...contracts: AnyContract[]): FoundConsumer {
  const type = Object.assign({ [name]: class {} }[name] as object, says) as unknown as ConsumerClass;
  return { context, type, instance, contracts };
}

const joined = MemberJoinedIntegrationEvent as unknown as AnyContract;
const published = ExtensionPublishedIntegrationEvent as unknown as AnyContract;

describe('a subscription', () => {
  it('is called after its context and its fact unless its consumers name it', () => {
    const names = subscriptionsOf([
      found('stats', 'ExtensionPublishedConsumer', {}, published),
      found('stats', 'MemberJoinedConsumer', { subscription: 'stats.scores' }, joined),
    ]).map(({ name }) => name);
    expect(names).toEqual(['stats.extension-published', 'stats.scores']);
  });

  it('joins the consumers that share its name', () => {
    const shared = { subscription: 'extensions.memberships' };
    const [only, ...others] = subscriptionsOf([
      found('extensions', 'A', shared, joined),
      found('extensions', 'B', shared, published),
    ]);
    expect(others).toEqual([]);
    expect([...(only?.consumers.keys() ?? [])]).toEqual([joined.type, published.type]);
  });

  it.each([
    [
      'belongs to one context',
      [found('a', 'A', { subscription: 'a.x' }, joined), found('b', 'B', { subscription: 'a.x' }, published)],
      'B of b calls its subscription "a.x". A subscription belongs to one context and is called after it: write `b.…`.',
    ],
    [
      'is called after its context, so that no other can have its name in another process',
      [found('a', 'A', { subscription: 'scores' }, joined)],
      'A of a calls its subscription "scores"',
    ],
    [
      'has one consumer for each fact',
      [found('a', 'A', {}, joined), found('a', 'B', {}, joined)],
      'Two consumers of a.member-joined',
    ],
    [
      'has a name of its own when one class takes several facts',
      [found('a', 'A', {}, joined, published)],
      'must name its subscription',
    ],
    [
      'has one opinion about a setting',
      [
        found('a', 'A', { subscription: 'a.x', whenDead: 'park' }, joined),
        found('a', 'B', { subscription: 'a.x', whenDead: 'skip' }, published),
      ],
      'disagree about `whenDead`',
    ],
  ])('%s', (_truth, consumers, complaint) => {
    expect(() => subscriptionsOf(consumers)).toThrow(complaint);
  });
});

describe('the wait before a retry', () => {
  const policy = { attempts: 20, firstDelayMs: 1_000, longestDelayMs: 300_000 };
  const almostOne = { fraction: () => 0.999_999 };

  it('is bounded by twice the last bound, and by the longest', () => {
    expect([1, 2, 3, 9, 10, 20].map((attempt) => delayAfter(attempt, policy, almostOne))).toEqual([
      1_000, 2_000, 4_000, 256_000, 300_000, 300_000,
    ]);
  });

  it('may be nothing at all: what failed together does not return together', () => {
    expect(delayAfter(20, policy, { fraction: () => 0 })).toBe(0);
  });
});

describe('a position', () => {
  it('is printed and read back', () => {
    expect(parsePosition(printPosition({ tick: 12, pos: 3_456 }))).toEqual({ tick: 12, pos: 3_456 });
  });

  it.each(['', '12', '12-', '-3', '1-2-3', '1.5-2', ' 1-2', '9'.repeat(16) + '-1'])('is not "%s"', (text) => {
    expect(parsePosition(text)).toBeNull();
  });

  it('orders by window first', () => {
    expect(comparePositions({ tick: 1, pos: 9 }, { tick: 2, pos: 1 })).toBeLessThan(0);
    expect(comparePositions({ tick: 2, pos: 9 }, { tick: 2, pos: 1 })).toBeGreaterThan(0);
  });
});

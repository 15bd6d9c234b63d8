import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TierReached } from '../domain/account.events.js';
import { tierAt } from '../domain/scoring.js';
import { Book, type Deed, history } from './deeds.js';

const often = { numRuns: 100, seed: 5 };
const seasonMs = 90 * 24 * 60 * 60 * 1_000;

/** What each person was granted from a category, by a part of the time. */
function sums(book: Book, category: string, partOf: (at: Date) => number): number[] {
  const found = new Map<string, number>();
  for (const grant of book.grants.filter((one) => one.category === category)) {
    const key = `${grant.userId} ${partOf(grant.dateTimeOccurred)}`;
    found.set(key, (found.get(key) ?? 0) + grant.amount);
  }
  return [...found.values()];
}

const season = (at: Date) => Math.floor(at.getTime() / seasonMs);

/** Some deeds once more, each some time after it was first told of. */
const repeated = history.chain((deeds) =>
  fc
    .array(
      fc.tuple(fc.nat(deeds.length - 1), fc.nat(deeds.length - 1)).map((pair) => pair.sort((a, b) => a - b)),
      { maxLength: 30 },
    )
    .map((repetitions) => ({
      deeds,
      again: deeds.flatMap((deed, at): Deed[] => [
        deed,
        ...repetitions.filter(([, after]) => after === at).flatMap(([which]) => deeds[which] ?? []),
      ]),
    })),
);

describe('the ledger, whatever people do', () => {
  it('adds up to every balance, grant by grant', () => {
    fc.assert(
      fc.property(history, (deeds) => {
        const book = Book.of(deeds);
        for (const { userId, total, grants } of book.states) {
          const own = book.grants.filter((grant) => grant.userId === userId);
          let balance = 0;
          const wrong = own.filter((grant, at) => {
            balance += grant.amount;
            return grant.ordinal !== at + 1 || grant.total !== balance;
          });
          expect(wrong).toEqual([]);
          expect([total, grants]).toEqual([balance, own.length]);
        }
      }),
      often,
    );
  });

  it('holds each grant once, each worth something, in whole or half points', () => {
    fc.assert(
      fc.property(history, (deeds) => {
        const { grants } = Book.of(deeds);
        expect(new Set(grants.map(({ grantId }) => grantId)).size).toBe(grants.length);
        expect(grants.filter(({ amount }) => amount <= 0 || !Number.isInteger(amount * 2))).toEqual([]);
      }),
      often,
    );
  });

  it('is the same however often, and however late, anything is told again', () => {
    fc.assert(
      fc.property(repeated, ({ deeds, again }) => {
        const [once, oftener] = [Book.of(deeds), Book.of(again)];
        expect(oftener.events).toEqual(once.events);
        expect(oftener.states.map(({ total }) => total)).toEqual(once.states.map(({ total }) => total));
      }),
      often,
    );
  });

  it('never grants more than an allowance holds', () => {
    fc.assert(
      fc.property(history, (deeds) => {
        const book = Book.of(deeds);
        for (const sum of sums(book, 'publishing', season)) expect(sum).toBeLessThanOrEqual(5_000);
        for (const sum of sums(book, 'pulls', season)) expect(sum).toBeLessThanOrEqual(500);
        const foundings = book.grants.filter(({ source }) => source === 'collective-founded');
        for (const { userId } of book.states)
          expect(foundings.filter((one) => one.userId === userId).length).toBeLessThanOrEqual(5);
      }),
      often,
    );
  });

  it('tells of every tier that a balance has come to, and of no other', () => {
    fc.assert(
      fc.property(history, (deeds) => {
        const book = Book.of(deeds);
        for (const { userId, total } of book.states) {
          const climbs = book.events.filter(
            (event): event is TierReached => event instanceof TierReached && event.userId === userId,
          );
          let from = tierAt(0).name;
          for (const climb of climbs) {
            expect(climb.from).toBe(from);
            expect(climb.to).toBe(tierAt(climb.total).name);
            from = climb.to;
          }
          expect(from).toBe(tierAt(total).name);
        }
      }),
      often,
    );
  });

  it('awards a badge to a person once, and an exclusive one once in all', () => {
    fc.assert(
      fc.property(history, (deeds) => {
        const { badges } = Book.of(deeds);
        const held = badges.map(({ userId, badgeId }) => `${userId} ${badgeId}`);
        expect(new Set(held).size).toBe(held.length);
        expect(badges.filter(({ exclusive }) => exclusive).length).toBeLessThanOrEqual(1);
      }),
      often,
    );
  });
});

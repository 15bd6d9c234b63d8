import fc from 'fast-check';
import { Account } from '../domain/account.js';
import { BadgeAwarded, PointsGranted, type StatsEvent } from '../domain/account.events.js';
import type { AccountState, Cause } from '../domain/account-state.js';

const dayMs = 24 * 60 * 60 * 1_000;
/** The first moment of season 228. */
const beginning = Date.UTC(2026, 2, 8);

/** Something that people did, as a fact would tell it: the same deed again is the same fact again. */
export type Deed = { readonly who: string; readonly at: Date } & (
  | { readonly did: 'sign up'; readonly imported: boolean }
  | { readonly did: 'verify' | 'sign in' }
  | { readonly did: 'found' | 'have an invite accepted' | 'accept an invite'; readonly id: string }
  | { readonly did: 'publish'; readonly version: string; readonly platforms: readonly string[] }
  | { readonly did: 'be pulled'; readonly id: string; readonly times: number }
);

const who = fc.constantFrom('u-ada', 'u-bob', 'u-cyd');
/** Over three seasons, to the millisecond. */
const at = fc.integer({ min: 0, max: 200 * dayMs }).map((ms) => new Date(beginning + ms));
const id = fc.integer({ min: 1, max: 12 }).map(String);
const platforms = fc.subarray(['linux', 'darwin', 'windows', 'plan9']);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ who, at, did: fc.constant('sign up' as const), imported: fc.boolean() }),
  fc.record({ who, at, did: fc.constantFrom('verify' as const, 'sign in' as const) }),
  fc.record({
    who,
    at,
    did: fc.constantFrom('found' as const, 'have an invite accepted' as const, 'accept an invite' as const),
    id,
  }),
  fc.record({ who, at, did: fc.constant('publish' as const), version: fc.uuid(), platforms }),
  fc.record({
    who,
    at,
    did: fc.constant('be pulled' as const),
    id: fc.uuid(),
    times: fc.integer({ min: 1, max: 600 }),
  }),
);

/** A row of publications, long enough to use an allowance up. */
const spree = fc
  .record({ who, at, versions: fc.array(fc.uuid(), { minLength: 60, maxLength: 110 }) })
  .map(({ versions, ...by }) =>
    versions.map((version): Deed => ({ ...by, did: 'publish', version, platforms: [] })),
  );

/** Many sign-ins of one person, day after day. */
const routine = fc
  .record({ who, days: fc.integer({ min: 5, max: 120 }), from: fc.integer({ min: 0, max: 60 }) })
  .map(({ who, days, from }) =>
    Array.from({ length: days }, (_, n): Deed => {
      return { who, at: new Date(beginning + (from + n) * dayMs), did: 'sign in' };
    }),
  );

export const history: fc.Arbitrary<readonly Deed[]> = fc
  .array(fc.oneof({ weight: 8, arbitrary: deed.map((one) => [one]) }, spree, routine), {
    minLength: 1,
    maxLength: 25,
  })
  .map((parts) => parts.flat());

/** What comes of deeds, one after the other. */
export class Book {
  readonly events: StatsEvent[] = [];
  private readonly accounts = new Map<string, Account>();
  private hasFirst = false;

  static of(deeds: readonly Deed[]): Book {
    const book = new Book();
    for (const each of deeds) book.enter(each);
    return book;
  }

  get grants(): PointsGranted[] {
    return this.events.filter((event) => event instanceof PointsGranted);
  }

  get badges(): BadgeAwarded[] {
    return this.events.filter((event) => event instanceof BadgeAwarded);
  }

  get states(): readonly AccountState[] {
    return [...this.accounts.values()].map((account) => account.snapshot());
  }

  private enter(deed: Deed): void {
    const account = this.accounts.get(deed.who) ?? Account.open(deed.who, deed.who.slice(2), true);
    this.accounts.set(deed.who, account);
    this.credit(account, deed, { eventId: 'e', traceId: null, at: deed.at });
    this.events.push(...account.domainEvents);
    account.clearEvents();
  }

  private credit(account: Account, deed: Deed, cause: Cause): void {
    switch (deed.did) {
      case 'sign up':
        return account.creditSignUp(deed.imported, cause);
      case 'verify':
        return account.creditVerifiedEmail(cause);
      case 'sign in':
        return account.creditDailySignIn(deed.at.toISOString().slice(0, 10), cause);
      case 'found':
        return account.creditFounding(`${deed.who}-${deed.id}`, cause);
      case 'have an invite accepted':
        return account.creditInviter(`${deed.who}-${deed.id}`, cause);
      case 'accept an invite':
        return account.creditInvitee(`${deed.who}-${deed.id}`, cause);
      case 'publish': {
        const publication = { extensionName: '@a/b', version: deed.version, platforms: deed.platforms };
        account.creditPublication(publication, !this.hasFirst, cause);
        this.hasFirst = true;
        return;
      }
      case 'be pulled':
        for (let n = 1; n <= deed.times; n += 1) account.creditPull({ ...cause, eventId: `${deed.id}-${n}` });
    }
  }
}

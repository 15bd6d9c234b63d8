import {
  BadgeAwardedIntegrationEvent,
  PointsGrantedIntegrationEvent,
  TierReachedIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';

/** Four contracts that share an ordering key. */
export type ChaosFact =
  | PointsGrantedIntegrationEvent
  | BadgeAwardedIntegrationEvent
  | TierReachedIntegrationEvent
  | UserRegisteredIntegrationEvent;

/** What the writer itself says of a fact: its place among those of its key, and the transaction that wrote it. */
export interface Mark {
  readonly version: number;
  readonly deed: string;
}

/** Found in every planted personal field, and nowhere else. */
export const plaintext = 'planted-plaintext';

const emailOf = (version: number): string => `${plaintext}.${version}@personal.example`;

export function contractFor(version: number) {
  if (version % 50 === 29) return UserRegisteredIntegrationEvent;
  if (version % 10 === 0) return TierReachedIntegrationEvent;
  return version % 3 === 0 ? BadgeAwardedIntegrationEvent : PointsGrantedIntegrationEvent;
}

/** @param personal whether the fact carries a personal field; whoever writes rows by hand cannot seal one */
export function chaosFact(key: string, { version, deed }: Mark, personal: boolean): ChaosFact {
  const who = { userId: key, username: key };
  const mark = `${version} ${deed}`;
  switch (contractFor(version)) {
    case UserRegisteredIntegrationEvent:
      return new UserRegisteredIntegrationEvent({
        ...who,
        displayName: mark,
        source: 'password',
        ...(personal ? { email: emailOf(version) } : {}),
      });
    case TierReachedIntegrationEvent:
      return new TierReachedIntegrationEvent({ ...who, from: mark, to: 'b', total: 1 });
    case BadgeAwardedIntegrationEvent:
      return new BadgeAwardedIntegrationEvent({ ...who, badgeId: mark, name: 'B', points: 1 });
    default:
      return new PointsGrantedIntegrationEvent({
        ...who,
        grantId: mark,
        category: 'c',
        source: 's',
        amount: 1,
        total: 1,
      });
  }
}

export function markOf(fact: ChaosFact): Mark {
  const [version, deed] = textOf(fact).split(' ');
  if (version === undefined || deed === undefined) throw new Error(`A fact without a mark: ${textOf(fact)}`);
  return { version: Number(version), deed };
}

/** The personal field as its consumer gets it; throws when that is not what was planted. */
export function readableEmailOf(fact: ChaosFact): string | undefined {
  if (!(fact instanceof UserRegisteredIntegrationEvent) || fact.email === undefined) return undefined;
  if (fact.email !== emailOf(markOf(fact).version)) throw new Error('A personal field was not opened.');
  return fact.email;
}

function textOf(fact: ChaosFact): string {
  if ('grantId' in fact) return fact.grantId;
  if ('badgeId' in fact) return fact.badgeId;
  return 'from' in fact ? fact.from : fact.displayName;
}

/** One key in a hundred; every 21st fact of it fails until an operator has mended its cause. */
export function isPoison(key: string, version: number): boolean {
  return isPoisonedKey(key) && version % 21 === 0;
}

export const isPoisonedKey = (key: string): boolean => Number(key.slice('key-'.length)) % 100 === 7;

import type { Chance } from '../history/chance.js';
import { highest, type Position } from '../platform/position.js';

/** Somebody whom a load has brought in. */
export class Person {
  readonly email: string;
  verified = false;
  key: string | null = null;
  /** Slugs of collectives of which this person is an owner. */
  readonly collectives: string[] = [];
  /** Slugs of collectives that this person was asked into. */
  readonly invited = new Set<string>();
  /** Names of what this person has published, with the number of the last version of today. */
  readonly extensions = new Map<string, number>();
  published = 0;
  /** What was pulled, and on which day. */
  readonly pulled = new Set<string>();
  /** Versions that are being withdrawn. */
  readonly yanking = new Set<string>();
  readonly deprecated = new Set<string>();
  /** How far in the log this person has been told of. */
  position: Position = null;

  constructor(
    readonly username: string,
    readonly userId: string,
    readonly password: string,
    /** Where this person's requests come from. */
    readonly network: number,
  ) {
    this.email = addressOf(username);
  }

  hears(position: Position): void {
    this.position = highest(this.position, position);
  }
}

export function addressOf(username: string): string {
  return `${username}@example.com`;
}

/** Somebody who can publish. */
export type Author = Person & { readonly key: string };

export interface Release {
  readonly name: string;
  readonly version: string;
  readonly author: Author;
}

/** Everybody and everything that a load has made by now. Names begin alike and are new in each run. */
export class Crowd {
  readonly people: Person[] = [];
  readonly releases: Release[] = [];
  private made = 0;

  constructor(
    /** What this run's names begin with. */
    readonly mark: string,
    private readonly chance: Chance,
  ) {}

  /** A name that nobody has. */
  newName(kind: string): string {
    this.made += 1;
    return `${this.mark}-${kind}${this.made}`;
  }

  get authors(): readonly Author[] {
    return this.people.filter((person): person is Author => person.key !== null);
  }

  anybody(): Person | null {
    return this.oneOf(this.people);
  }

  author(): Author | null {
    return this.oneOf(this.authors);
  }

  /** Newer ones more often, as people look at them. */
  release(): Release | null {
    return this.releases.length === 0 ? null : this.chance.of(this.releases.toReversed(), 2);
  }

  oneOf<Item>(items: readonly Item[]): Item | null {
    return items.length === 0 ? null : this.chance.of(items);
  }
}

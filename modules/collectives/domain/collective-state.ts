import type { CollectivesEvent } from './collective.events.js';
import type { CollectiveToken } from './collective-token.js';
import type { Invite } from './invite.js';
import type { Member } from './member.js';

/** The road by which a collective came to be. */
export type Origin = 'sign-up' | 'founded' | 'import';

/** The collective, as what belongs to it knows it. */
export interface Whole {
  readonly id: string;
  /** What it is called now. */
  readonly slug: string;
  /** Records what happened. */
  tell(event: CollectivesEvent): void;
}

/** A collective at rest. */
export interface CollectiveState {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly origin: Origin;
  readonly founderUserId: string;
  readonly foundedAt: Date;
  readonly version: number;
  readonly members: readonly Member[];
  readonly invites: readonly Invite[];
  readonly tokens: readonly CollectiveToken[];
  /** User ids of everybody whom an import ever took in. */
  readonly admitted: readonly string[];
}

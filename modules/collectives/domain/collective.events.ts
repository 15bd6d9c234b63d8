import type { IDomainEvent } from '@boardwalk/domain';
import type { Role } from './role.js';

export class CollectiveFounded implements IDomainEvent {
  readonly kind = 'CollectiveFounded' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly name: string,
    readonly personal: boolean,
    readonly founderUserId: string,
    readonly founderUsername: string,
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

export class MemberJoined implements IDomainEvent {
  readonly kind = 'MemberJoined' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly userId: string,
    readonly username: string,
    readonly role: Role,
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

/** Says what the member was, because nothing else will know once the row is gone. */
export class MemberRemoved implements IDomainEvent {
  readonly kind = 'MemberRemoved' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly userId: string,
    readonly username: string,
    readonly role: Role,
    readonly removedByUserId: string,
    readonly reason: 'removed' | 'left',
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

/** The only place where address and token are readable; the collective keeps their fingerprints. */
export class InviteSent implements IDomainEvent {
  readonly kind = 'InviteSent' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly inviteId: string,
    readonly inviteeEmail: string,
    readonly role: Role,
    readonly invitedByUserId: string,
    readonly token: string,
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

export class InviteAccepted implements IDomainEvent {
  readonly kind = 'InviteAccepted' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly inviteId: string,
    readonly userId: string,
    readonly username: string,
    readonly role: Role,
    readonly invitedByUserId: string,
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

export type CollectivesEvent = CollectiveFounded | MemberJoined | MemberRemoved | InviteSent | InviteAccepted;

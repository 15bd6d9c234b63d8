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

export class CollectiveRenamed implements IDomainEvent {
  readonly kind = 'CollectiveRenamed' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly oldSlug: string,
    readonly slug: string,
    readonly oldName: string,
    readonly name: string,
    readonly renamedByUserId: string,
    readonly personal: boolean,
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

/** Says who belonged to it, because nothing else will know once the rows are gone. */
export class CollectiveDissolved implements IDomainEvent {
  readonly kind = 'CollectiveDissolved' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly name: string,
    readonly dissolvedByUserId: string,
    readonly memberUserIds: readonly string[],
    readonly personal: boolean,
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
    readonly reason: 'removed' | 'left' | 'account_deleted',
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

export class MemberRoleChanged implements IDomainEvent {
  readonly kind = 'MemberRoleChanged' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly userId: string,
    readonly username: string,
    readonly from: Role,
    readonly to: Role,
    readonly changedByUserId: string,
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

export class OwnershipTransferred implements IDomainEvent {
  readonly kind = 'OwnershipTransferred' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly fromUserId: string,
    readonly fromUsername: string,
    readonly toUserId: string,
    readonly toUsername: string,
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
    readonly expiresAt: Date,
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

export class InviteDeclined implements IDomainEvent {
  readonly kind = 'InviteDeclined' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly inviteId: string,
    readonly userId: string,
    readonly invitedByUserId: string,
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

export class InviteRevoked implements IDomainEvent {
  readonly kind = 'InviteRevoked' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly inviteId: string,
    readonly revokedByUserId: string,
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

export class InviteExpired implements IDomainEvent {
  readonly kind = 'InviteExpired' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly inviteId: string,
    readonly invitedByUserId: string,
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

export class TokenCreated implements IDomainEvent {
  readonly kind = 'TokenCreated' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly tokenId: string,
    readonly name: string,
    readonly scopes: readonly string[],
    readonly createdByUserId: string,
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

export class TokenRevoked implements IDomainEvent {
  readonly kind = 'TokenRevoked' as const;

  constructor(
    readonly dateTimeOccurred: Date,
    readonly collectiveId: string,
    readonly slug: string,
    readonly tokenId: string,
    readonly revokedByUserId: string,
  ) {}

  getAggregateId(): string {
    return this.collectiveId;
  }
}

export type CollectivesEvent =
  | CollectiveFounded
  | CollectiveRenamed
  | CollectiveDissolved
  | MemberJoined
  | MemberRemoved
  | MemberRoleChanged
  | OwnershipTransferred
  | InviteSent
  | InviteAccepted
  | InviteDeclined
  | InviteRevoked
  | InviteExpired
  | TokenCreated
  | TokenRevoked;

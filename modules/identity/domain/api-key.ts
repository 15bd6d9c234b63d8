import { AggregateRoot } from '@boardwalk/domain';
import { ApiKeyExpiredAlreadyError, InvalidScopeError } from './api-key.errors.js';
import { ApiKeyCreated, ApiKeyRevoked } from './api-key.events.js';
import { displayName } from './display-name.js';
import type { IdentityEvent } from './user.events.js';

/** What a key begins with: `bw_` speaks for a person, `bwc_` for a client. */
export type KeyPrefix = 'bw_' | 'bwc_';

/** The scope that includes every other. */
export const everything = '*';

const scopePattern = /^[a-z][a-z-]{0,30}:[a-z][a-z-]{0,30}$/;

export interface ApiKeyState {
  readonly id: string;
  readonly ownerUserId: string;
  /** Null for a person's own key. */
  readonly clientId: string | null;
  readonly name: string;
  readonly fingerprint: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  /** Null: until it is revoked. */
  readonly expiresAt: Date | null;
  readonly enabled: boolean;
  readonly version: number;
}

export type NewApiKey = Omit<ApiKeyState, 'createdAt' | 'enabled' | 'version'>;

/** A secret that lets a program act for a person or a client, within its scopes, until it expires or is revoked. */
export class ApiKey extends AggregateRoot<IdentityEvent> {
  private constructor(private current: ApiKeyState) {
    super(current.version);
  }

  /** @throws {InvalidNameError} @throws {InvalidScopeError} @throws {ApiKeyExpiredAlreadyError} */
  static create(key: NewApiKey, at: Date): ApiKey {
    const wrong = key.scopes.find((scope) => scope !== everything && !scopePattern.test(scope));
    if (wrong !== undefined) throw new InvalidScopeError(wrong);
    if (key.expiresAt !== null && key.expiresAt <= at) throw new ApiKeyExpiredAlreadyError();
    const name = displayName(key.name, 'an API key');
    const scopes = [...new Set(key.scopes)];
    const created = new ApiKey({ ...key, name, scopes, createdAt: at, enabled: true, version: 0 });
    created.addDomainEvent(new ApiKeyCreated(at, key.id, key.ownerUserId, name, scopes));
    return created;
  }

  static restore(state: ApiKeyState): ApiKey {
    return new ApiKey(state);
  }

  get id(): string {
    return this.current.id;
  }

  get prefix(): KeyPrefix {
    return this.current.clientId === null ? 'bw_' : 'bwc_';
  }

  get state(): ApiKeyState {
    return this.current;
  }

  /** The key disappears from the list as well; its repository removes it. */
  delete(at: Date): void {
    this.revoke(at);
  }

  /** For good; the key stays on the list of its owner. Revoking it again changes nothing. */
  revoke(at: Date): void {
    if (!this.current.enabled) return;
    this.current = { ...this.current, enabled: false };
    this.addDomainEvent(new ApiKeyRevoked(at, this.id, this.current.ownerUserId));
  }
}

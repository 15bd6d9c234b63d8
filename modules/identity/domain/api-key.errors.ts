import { DomainError } from '@boardwalk/domain';

/** Also the answer to people whom the key does not belong to. */
export class ApiKeyNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'api-key-not-found';

  constructor() {
    super('You have no API key with this id. List your keys to see their ids.');
  }
}

export class InvalidScopeError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'invalid-scope';

  constructor(scope: string) {
    super(
      'A scope is "<context>:<verb>", as in "collectives:write", or "*" for everything. Correct the list of scopes.',
      { scope: scope.slice(0, 64) },
    );
  }
}

export class ApiKeyExpiredAlreadyError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'api-key-expired-already';

  constructor() {
    super('The key would have expired before it could be used. Give a time in the future, or none.');
  }
}

import { DomainError } from '@boardwalk/domain';

export class NoSuchFactError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'no-such-fact';

  constructor(name: string) {
    super(
      `No fact is recorded as "${name}", so only calls of track() can tell of it. Leave it in the mode "legacy", or check the name against the list of modes.`,
      { name },
    );
  }
}

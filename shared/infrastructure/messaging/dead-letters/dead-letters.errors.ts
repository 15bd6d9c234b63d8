import { DomainError } from '@boardwalk/domain';

export class DeadLetterNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'dead-letter-not-found';

  constructor(eventId: string, subscription?: string) {
    const where = subscription === undefined ? '' : ` in ${subscription}`;
    super(
      `No delivery of the fact ${eventId} has given up${where}. List those that have: GET /api/v1/operator/dead-letters.`,
    );
  }
}

/** The same fact may have died in several subscriptions, and each has a copy of its own. */
export class SeveralDeadLettersError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'several-dead-letters';

  constructor(eventId: string, subscriptions: readonly string[]) {
    super(
      `The fact ${eventId} gave up in several subscriptions, and an edit is for one of them. Name it: ${subscriptions.join(' or ')}.`,
    );
  }
}

export class EditRefusedError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'edit-refused';

  constructor(why: string) {
    super(`The data was not replaced: ${why}`);
  }
}

/** Somebody redrove, archived or edited it between reading and writing. */
export class DeadLetterChangedError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'dead-letter-changed';

  constructor(eventId: string) {
    super(`The dead letter of ${eventId} was changed meanwhile. Look at it again, and repeat the edit.`);
  }
}

export class RedriveNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'redrive-not-found';

  constructor(id: string) {
    super(`There is no redrive ${id}. List them: GET /api/v1/operator/redrives.`);
  }
}

export class RedriveEndedError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'redrive-ended';

  constructor(id: string, state: string) {
    super(
      `The redrive ${id} is ${state}. Start another for what is dead now: POST /api/v1/operator/redrives.`,
    );
  }
}

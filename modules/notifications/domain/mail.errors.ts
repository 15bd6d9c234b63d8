import { DomainError } from '@boardwalk/domain';

export class MailNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'mail-not-found';

  constructor() {
    super(
      'There is no such mail: none was sent with this id, or it went with the account that it belonged to. Check the id against the list of mails.',
    );
  }
}

export class SuppressionNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'suppression-not-found';

  constructor() {
    super('No address is suppressed under this id. Check it against the list of suppressions.');
  }
}

export class UnsubscribeLinkInvalidError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'unsubscribe-link-invalid';

  constructor() {
    super(
      'This link was not made here, or a part of it is missing, so nothing was changed. Open it from the mail again, or change your notification preferences after signing in.',
    );
  }
}

export class NoticeNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'notice-not-found';

  constructor() {
    super('Your inbox holds no such notice. Check the id against the list.');
  }
}

import { DomainError } from '@boardwalk/domain';

export class PublicationNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'publication-not-found';

  constructor() {
    super('You have no publication with this id under way. Initiate one with POST /api/v1/publications.');
  }
}

/** Each keeps room for an archive, and has an upload waited for. */
export class TooManyPublicationsError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'too-many-publications';

  constructor(most: number) {
    super(
      `You have announced ${most} publications and not confirmed them, and that is the most. Confirm some, or wait until they expire.`,
      { most },
    );
  }
}

export class PublicationExpiredError extends DomainError {
  readonly kind = 'gone';
  readonly code = 'publication-expired';

  constructor(expiredAt: Date) {
    super(
      `The publication was not confirmed before ${expiredAt.toISOString()} and has expired. Initiate a new one.`,
      { expiredAt: expiredAt.toISOString() },
    );
  }
}

export class PublicationConfirmedError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'publication-confirmed';

  constructor() {
    super('The publication is confirmed already, and its archive never changes. Publish the next version.');
  }
}

export class ArchiveMissingError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'archive-missing';

  constructor() {
    super('The archive has not been uploaded yet. PUT it to the uploadUrl of the publication, then confirm.');
  }
}

export class ChecksumMismatchError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'checksum-mismatch';

  constructor(expected: string, actual: string) {
    super(
      `The SHA-256 of what arrived is ${actual}, and ${expected} was announced. Nothing was kept. ` +
        'Upload the archive that you announced, or initiate a publication for this one.',
      { expected, actual },
    );
  }
}

export class SizeMismatchError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'size-mismatch';

  constructor(expected: number, actual: number) {
    super(
      `${actual > expected ? 'More than' : 'Only'} ${Math.min(actual, expected)} bytes arrived, and ${expected} were announced. ` +
        'Nothing was kept. Upload the archive that you announced, or initiate a publication for this one.',
      { expected },
    );
  }
}

/** The archive is what it says it is, and something in it is not allowed. */
export class ArchiveRefusedError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'archive-refused';

  constructor(why: string, details: Readonly<Record<string, unknown>> = {}) {
    super(`The archive is refused: ${why}. Nothing was kept. Pack it anew and upload it again.`, details);
  }
}

import { DomainError } from '@boardwalk/domain';

export class InvalidVersionError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'invalid-version';

  constructor(version: string, why: string) {
    super(`"${version}" is no version: ${why}. Send a version of that form, with a real date.`, { version });
  }
}

export class InvalidExtensionNameError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'invalid-extension-name';

  constructor(name: string, why: string) {
    super(`"${name}" is no name of an extension: ${why}. Choose a name of that form.`, { name });
  }
}

export class VersionTakenError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'version-taken';

  constructor(name: string, version: string) {
    super(
      `${name} ${version} is published already, and a version never changes. Publish under the next version.`,
      { name, version },
    );
  }
}

/** The same version came a second time from an import, and it is not the same. */
export class OtherContentError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'version-has-other-content';

  constructor(name: string, version: string, differing: readonly string[]) {
    super(
      `${name} ${version} is there already with other content (${differing.join(', ')}), and a version never changes. ` +
        'Correct the line, or leave it out.',
      { name, version, differing },
    );
  }
}

export class VisibilityFixedError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'visibility-fixed';

  constructor(name: string, visibility: string) {
    super(
      `${name} is ${visibility}, and publishing a version does not change that. Leave the visibility out, or send ` +
        `"${visibility}"; it is changed for the extension as a whole.`,
      { name, visibility },
    );
  }
}

/** The same answer for a collective that is not there and for one of others: a stranger learns nothing. */
export class CollectiveNotYoursError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'collective-not-yours';

  constructor(slug: string) {
    super(
      `You belong to no collective "${slug}", so nothing can be published under @${slug}. ` +
        'Check the spelling, or ask one of its owners for an invite.',
      { slug },
    );
  }
}

/** Extensions keep their names when a collective takes another slug, and new ones bear the new one. */
export class FormerSlugError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'former-slug';

  constructor(name: string, former: string, slug: string) {
    super(
      `There is no ${name} yet, and the collective "${former}" is called "${slug}" now. Name what is new @${slug}/….`,
      { name, slug },
    );
  }
}

export class ExtensionNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'extension-not-found';

  constructor(name: string) {
    super(`There is no extension "${name}", or you may not see it. Check the spelling, or search for it.`, {
      name,
    });
  }
}

/** A line of an import names somebody or something that nobody here has heard of. */
export class UnknownOriginError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'publication-origin-unknown';

  constructor(what: 'author' | 'collective', name: string) {
    super(`There is no ${what} "${name}". Import the ${what}s first, then send the line again.`, {
      [what]: name,
    });
  }
}

export class VersionNotFoundError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'version-not-found';

  constructor(name: string, version: string) {
    super(`${name} has no version ${version}. Its versions are listed with it.`, { name, version });
  }
}

/** What asks for the latest version finds none. */
export class NothingToPullError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'version-not-found';

  constructor(name: string) {
    super(`Every version of ${name} was yanked. Why is listed with each; ask its authors for another one.`, {
      name,
    });
  }
}

/** Only told to members: everybody else is told that there is no such extension. */
export class NotYoursToChangeError extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'not-yours-to-change';

  constructor(name: string) {
    super(
      `${name} is looked after by the owners and admins of its collective; members yank and unyank versions of their own. ` +
        'Ask one of them.',
      { name },
    );
  }
}

/** What was withdrawn is not pulled, and not withdrawn again. */
export class YankedError extends DomainError {
  readonly kind = 'gone';
  readonly code = 'yanked';

  constructor(what: string, reason: string, at: Date) {
    super(`${what} was yanked: ${reason}`, { reason, yankedAt: at.toISOString() });
  }
}

export class NotYankedError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'not-yanked';

  constructor(what: string) {
    super(`${what} is not yanked, so there is nothing to take back. Check the version.`);
  }
}

/** A version cannot come back alone while the whole extension is withdrawn. */
export class YankedAsAWholeError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'yanked-as-a-whole';

  constructor(name: string) {
    super(`${name} is yanked as a whole. Unyank it without naming a version first.`, { name });
  }
}

/** By an operator, for as long as they say. */
export class TakenDownError extends DomainError {
  readonly kind = 'gone';
  readonly code = 'extension-taken-down';

  constructor(name: string, reason: string) {
    super(`${name} was taken down by an operator: ${reason}`, { name, reason });
  }
}

export class NotTakenDownError extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'extension-not-taken-down';

  constructor(name: string) {
    super(`${name} is not taken down, so there is nothing to restore.`, { name });
  }
}

/** People who are sent elsewhere must find something there. */
export class SuccessorUnknownError extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'successor-unknown';

  constructor(name: string, successor: string) {
    super(
      `"${successor}" cannot take the place of ${name}: it must be another extension, and one that everybody sees who sees ${name}. ` +
        'Name such a one, or none.',
      { name, supersededBy: successor },
    );
  }
}

/** Versions that came from an import were published elsewhere. */
export class ArchiveNotKeptError extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'archive-not-kept';

  constructor(name: string, version: string) {
    super(
      `${name} ${version} came from an import, which brings no archives, so there is nothing to pull. Pull another version.`,
      { name, version },
    );
  }
}

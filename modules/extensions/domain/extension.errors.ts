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
      `${name} is ${visibility}: its first version decided that. Leave the visibility out, or send "${visibility}".`,
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

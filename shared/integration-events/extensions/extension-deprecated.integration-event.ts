import type { EventMetadata, Fields } from '../contract.js';

/**
 * An extension is still there, and nobody should begin to use it.
 * @track extension_deprecated
 * @public true
 */
export class ExtensionDeprecatedIntegrationEvent {
  static readonly type = 'extensions.extension-deprecated.v1';
  static readonly key = 'extensionName';
  // \x40 is the at sign, which would begin a tag here.
  /** @pattern ^\x40[a-z0-9_-]+/[a-z0-9_-]+(/[a-z0-9_-]+)*$ */
  readonly extensionName!: string;
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  // \x40 is the at sign, which would begin a tag here.
  /**
   * The extension to use in its place.
   * @pattern ^\x40[a-z0-9_-]+/[a-z0-9_-]+(/[a-z0-9_-]+)*$
   */
  readonly supersededBy?: string;
  /** Absent means public. */
  readonly visibility?: 'public' | 'private';
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ExtensionDeprecatedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

import type { EventMetadata, Fields } from '../contract.js';

/**
 * A new version of an extension is there to be pulled.
 * @track extension_published
 * @public true
 */
export class ExtensionPublishedIntegrationEvent {
  static readonly type = 'extensions.extension-published.v1';
  static readonly key = 'extensionName';
  // \x40 is the at sign, which would begin a tag here.
  /** @pattern ^\x40[a-z0-9_-]+/[a-z0-9_-]+(/[a-z0-9_-]+)*$ */
  readonly extensionName!: string;
  /**
   * Calendar version: year, month, day, and a number within the day.
   * @pattern ^[0-9]{4}\.[0-9]{2}\.[0-9]{2}\.[0-9]+$
   */
  readonly version!: string;
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  /**
   * Absent when it was published under a personal collective.
   * @pattern ^[a-z0-9][a-z0-9_-]{1,38}$
   */
  readonly collectiveSlug?: string;
  /** @minLength 1 */
  readonly extensionId?: string;
  /** True for the first version of the extension. */
  readonly firstPublish?: boolean;
  /** Absent means public. */
  readonly visibility?: 'public' | 'private';
  /** What the version runs on, each once; absent when it does not say. */
  readonly platforms?: readonly string[];
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ExtensionPublishedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

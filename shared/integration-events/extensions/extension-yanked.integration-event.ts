import type { EventMetadata, Fields } from '../contract.js';

/**
 * A version, or a whole extension, is not to be pulled any more.
 * @track extension_yanked
 * @public true
 */
export class ExtensionYankedIntegrationEvent {
  static readonly type = 'extensions.extension-yanked.v1';
  static readonly key = 'extensionName';
  // \x40 is the at sign, which would begin a tag here.
  /** @pattern ^\x40[a-z0-9_-]+/[a-z0-9_-]+(/[a-z0-9_-]+)*$ */
  readonly extensionName!: string;
  /**
   * Absent when all versions were yanked.
   * @pattern ^[0-9]{4}\.[0-9]{2}\.[0-9]{2}\.[0-9]+$
   */
  readonly version?: string;
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  /** @minLength 1 */
  readonly reason!: string;
  /** Absent means public. */
  readonly visibility?: 'public' | 'private';
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ExtensionYankedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

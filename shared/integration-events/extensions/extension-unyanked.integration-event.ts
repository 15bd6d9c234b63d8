import type { EventMetadata, Fields } from '../contract.js';

/**
 * What was yanked can be pulled again.
 * @track extension_unyanked
 * @public true
 * @external
 */
export class ExtensionUnyankedIntegrationEvent {
  static readonly type = 'extensions.extension-unyanked.v1';
  static readonly key = 'extensionName';
  // \x40 is the at sign, which would begin a tag here.
  /** @pattern ^\x40[a-z0-9_-]+/[a-z0-9_-]+(/[a-z0-9_-]+)*$ */
  readonly extensionName!: string;
  /**
   * Absent when the whole extension was yanked.
   * @pattern ^[0-9]{4}\.[0-9]{2}\.[0-9]{2}\.[0-9]+$
   */
  readonly version?: string;
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  /** Absent means public. */
  readonly visibility?: 'public' | 'private';
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ExtensionUnyankedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

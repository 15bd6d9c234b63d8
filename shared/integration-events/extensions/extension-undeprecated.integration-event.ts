import type { EventMetadata, Fields } from '../contract.js';

/**
 * An extension is recommended again.
 * @track extension_undeprecated
 * @public true
 * @external
 */
export class ExtensionUndeprecatedIntegrationEvent {
  static readonly type = 'extensions.extension-undeprecated.v1';
  static readonly key = 'extensionName';
  // \x40 is the at sign, which would begin a tag here.
  /** @pattern ^\x40[a-z0-9_-]+/[a-z0-9_-]+(/[a-z0-9_-]+)*$ */
  readonly extensionName!: string;
  /** @minLength 1 */
  readonly userId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly username!: string;
  /** Absent means public. */
  readonly visibility?: 'public' | 'private';
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ExtensionUndeprecatedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

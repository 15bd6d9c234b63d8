import type { EventMetadata, Fields } from '../contract.js';

/**
 * An operator removed an extension from sight.
 * @track extension_taken_down
 * @public false
 */
export class ExtensionTakenDownIntegrationEvent {
  static readonly type = 'extensions.extension-taken-down.v1';
  static readonly key = 'extensionName';
  // \x40 is the at sign, which would begin a tag here.
  /** @pattern ^\x40[a-z0-9_-]+/[a-z0-9_-]+(/[a-z0-9_-]+)*$ */
  readonly extensionName!: string;
  /** @minLength 1 */
  readonly collectiveId!: string;
  /** @minLength 1 */
  readonly reason!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ExtensionTakenDownIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

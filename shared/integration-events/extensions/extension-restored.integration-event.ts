import type { EventMetadata, Fields } from '../contract.js';

/**
 * An extension that an operator had taken down is back.
 * @track extension_restored
 * @public false
 */
export class ExtensionRestoredIntegrationEvent {
  static readonly type = 'extensions.extension-restored.v1';
  static readonly key = 'extensionName';
  // \x40 is the at sign, which would begin a tag here.
  /** @pattern ^\x40[a-z0-9_-]+/[a-z0-9_-]+(/[a-z0-9_-]+)*$ */
  readonly extensionName!: string;
  /** @minLength 1 */
  readonly collectiveId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ExtensionRestoredIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

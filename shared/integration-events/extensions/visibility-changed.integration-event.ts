import type { EventMetadata, Fields } from '../contract.js';

/**
 * An extension may be seen by anyone from now on, or only by the members of its collective.
 * @track extension_visibility_changed
 * @public members
 */
export class VisibilityChangedIntegrationEvent {
  static readonly type = 'extensions.visibility-changed.v1';
  static readonly key = 'extensionName';
  // \x40 is the at sign, which would begin a tag here.
  /** @pattern ^\x40[a-z0-9_-]+/[a-z0-9_-]+(/[a-z0-9_-]+)*$ */
  readonly extensionName!: string;
  readonly visibility!: 'public' | 'private';
  /** @minLength 1 */
  readonly userId!: string;
  /** @minLength 1 */
  readonly collectiveId!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<VisibilityChangedIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

import type { EventMetadata, Fields } from '../contract.js';

/**
 * Somebody pulled a version; told once per puller, version and day, UTC.
 * @track extension_pulled
 * @public members
 */
export class ExtensionPulledIntegrationEvent {
  static readonly type = 'extensions.extension-pulled.v1';
  static readonly key = 'extensionName';
  // \x40 is the at sign, which would begin a tag here.
  /** @pattern ^\x40[a-z0-9_-]+/[a-z0-9_-]+(/[a-z0-9_-]+)*$ */
  readonly extensionName!: string;
  /** @pattern ^[0-9]{4}\.[0-9]{2}\.[0-9]{2}\.[0-9]+$ */
  readonly version!: string;
  /** @minLength 1 */
  readonly authorUserId!: string;
  /** @pattern ^[a-z0-9][a-z0-9_-]{2,31}$ */
  readonly authorUsername!: string;
  /**
   * The user id; absent for who was not signed in.
   * @minLength 1
   */
  readonly pulledBy?: string;
  /** Absent means public. */
  readonly visibility?: 'public' | 'private';
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ExtensionPulledIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

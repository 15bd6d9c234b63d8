import type { EventMetadata, Fields } from '../contract.js';

/**
 * An account was used from a device that had not been seen there before.
 * @track new_device_signed_in
 * @public false
 */
export class NewDeviceSignedInIntegrationEvent {
  static readonly type = 'identity.new-device-signed-in.v1';
  static readonly key = 'userId';
  /** @minLength 1 */
  readonly userId!: string;
  /**
   * Browser and system, as far as they say.
   * @personal userId
   * @minLength 1
   */
  readonly device!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<NewDeviceSignedInIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

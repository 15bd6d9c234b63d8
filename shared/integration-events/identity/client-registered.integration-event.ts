import type { EventMetadata, Fields } from '../contract.js';

/**
 * A program was registered that calls the API on behalf of its owner.
 * @track client_registered
 * @public false
 */
export class ClientRegisteredIntegrationEvent {
  static readonly type = 'identity.client-registered.v1';
  static readonly key = 'clientId';
  /** @minLength 1 */
  readonly clientId!: string;
  /** @minLength 1 */
  readonly name!: string;
  /** @minLength 1 */
  readonly ownerUserId!: string;
  /**
   * @personal ownerUserId
   * @format email
   */
  readonly ownerEmail!: string;
  declare readonly metadata: EventMetadata;

  constructor(fields: Fields<ClientRegisteredIntegrationEvent>) {
    Object.assign(this, fields);
  }
}

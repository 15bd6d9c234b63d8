import {
  type ContractClass,
  type Fact,
  ApiKeyCreatedIntegrationEvent,
  CollectiveCreatedIntegrationEvent,
  EmailVerificationRequestedIntegrationEvent,
  EmailVerifiedIntegrationEvent,
  ExtensionDeprecatedIntegrationEvent,
  ExtensionPublishedIntegrationEvent,
  ExtensionPulledIntegrationEvent,
  ExtensionUnyankedIntegrationEvent,
  ExtensionYankedIntegrationEvent,
  InviteAcceptedIntegrationEvent,
  InviteSentIntegrationEvent,
  UserRegisteredIntegrationEvent,
} from '@boardwalk/integration-events';
import type { Told } from './ledger.js';

const identities = new Map<string, (data: never) => string | undefined>();

/** A fact that a load can cause, and what tells two of its type apart. */
function identified<F extends Fact>({ type }: ContractClass<F>, identity: (fact: F) => string | undefined) {
  identities.set(type, identity);
  return {
    type,
    /** As the answer to a request promises it. */
    told: (id: string, mailTo?: string): Told => ({ type, id, ...(mailTo !== undefined && { mailTo }) }),
  };
}

export const facts = {
  registered: identified(UserRegisteredIntegrationEvent, ({ username }) => username),
  verificationRequested: identified(EmailVerificationRequestedIntegrationEvent, ({ userId }) => userId),
  verified: identified(EmailVerifiedIntegrationEvent, ({ userId }) => userId),
  keyCreated: identified(ApiKeyCreatedIntegrationEvent, ({ apiKeyId }) => apiKeyId),
  founded: identified(CollectiveCreatedIntegrationEvent, ({ slug }) => slug),
  invited: identified(InviteSentIntegrationEvent, ({ inviteId }) => inviteId),
  accepted: identified(InviteAcceptedIntegrationEvent, ({ inviteId }) => inviteId),
  published: identified(ExtensionPublishedIntegrationEvent, ({ extensionName, version }) =>
    release(extensionName, version),
  ),
  pulled: identified(ExtensionPulledIntegrationEvent, ({ extensionName, version, pulledBy }) =>
    release(extensionName, version, pulledBy),
  ),
  yanked: identified(ExtensionYankedIntegrationEvent, ({ extensionName, version }) =>
    release(extensionName, version),
  ),
  unyanked: identified(ExtensionUnyankedIntegrationEvent, ({ extensionName, version }) =>
    release(extensionName, version),
  ),
  deprecated: identified(ExtensionDeprecatedIntegrationEvent, ({ extensionName }) => extensionName),
} as const;

export function release(...parts: readonly (string | undefined)[]): string {
  return parts.join(' ');
}

/** Null for facts that no load causes. */
export function identityOf(type: string, data: Readonly<Record<string, unknown>> | null): string | null {
  const identity = identities.get(type);
  return identity === undefined || data === null ? null : (identity(data as never) ?? null);
}

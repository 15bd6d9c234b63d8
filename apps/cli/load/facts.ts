import type { FactOf, WireType } from '@boardwalk/integration-events';
import type { Told } from './ledger.js';

const identities = new Map<string, (data: never) => string | undefined>();

/** A fact that a load can cause, and what tells two of its type apart. */
function identified<Type extends WireType>(type: Type, identity: (fact: FactOf<Type>) => string | undefined) {
  identities.set(type, identity);
  return {
    type,
    /** As the answer to a request promises it. */
    told: (id: string, mailTo?: string): Told => ({ type, id, ...(mailTo !== undefined && { mailTo }) }),
  };
}

export const facts = {
  registered: identified('identity.user-registered.v1', ({ username }) => username),
  verificationRequested: identified('identity.email-verification-requested.v1', ({ userId }) => userId),
  verified: identified('identity.email-verified.v1', ({ userId }) => userId),
  keyCreated: identified('identity.api-key-created.v1', ({ apiKeyId }) => apiKeyId),
  founded: identified('collectives.collective-created.v1', ({ slug }) => slug),
  invited: identified('collectives.invite-sent.v1', ({ inviteId }) => inviteId),
  accepted: identified('collectives.invite-accepted.v1', ({ inviteId }) => inviteId),
  published: identified('extensions.extension-published.v1', ({ extensionName, version }) =>
    release(extensionName, version),
  ),
  pulled: identified('extensions.extension-pulled.v1', ({ extensionName, version, pulledBy }) =>
    release(extensionName, version, pulledBy),
  ),
  yanked: identified('extensions.extension-yanked.v1', ({ extensionName, version }) =>
    release(extensionName, version),
  ),
  unyanked: identified('extensions.extension-unyanked.v1', ({ extensionName, version }) =>
    release(extensionName, version),
  ),
  deprecated: identified('extensions.extension-deprecated.v1', ({ extensionName }) => extensionName),
} as const;

export function release(...parts: readonly (string | undefined)[]): string {
  return parts.join(' ');
}

/** Null for facts that no load causes. */
export function identityOf(type: string, data: Readonly<Record<string, unknown>> | null): string | null {
  const identity = identities.get(type);
  return identity === undefined || data === null ? null : (identity(data as never) ?? null);
}

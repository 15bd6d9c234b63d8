import { contracts, type FactOf, type WireType } from '@boardwalk/integration-events';
import type { Told } from './ledger.js';

type Contracts = typeof contracts;
/** What a contract says in its tag `@track`: an app knows the catalog of facts, and no single contract. */
type TrackName = Contracts[WireType]['track'];
type TypeTracked<Name extends TrackName> = {
  [Type in WireType]: Contracts[Type]['track'] extends Name ? Type : never;
}[WireType];

const types = new Map<string, WireType>(Object.values(contracts).map(({ track, type }) => [track, type]));
const identities = new Map<string, (data: never) => string | undefined>();

/** A fact that a load can cause, and what tells two of its type apart. */
function identified<Name extends TrackName>(
  name: Name,
  identity: (fact: FactOf<TypeTracked<Name>>) => string | undefined,
) {
  const type = types.get(name);
  if (type === undefined) throw new Error(`No contract is tracked as ${name}.`);
  identities.set(type, identity);
  return {
    type,
    /** As the answer to a request promises it. */
    told: (id: string, mailTo?: string): Told => ({ type, id, ...(mailTo !== undefined && { mailTo }) }),
  };
}

export const facts = {
  registered: identified('sign_up', ({ username }) => username),
  verificationRequested: identified('email_verification_requested', ({ userId }) => userId),
  verified: identified('email_verified', ({ userId }) => userId),
  keyCreated: identified('api_key_created', ({ apiKeyId }) => apiKeyId),
  founded: identified('collective_created', ({ slug }) => slug),
  invited: identified('collective_invite_sent', ({ inviteId }) => inviteId),
  accepted: identified('collective_invite_accepted', ({ inviteId }) => inviteId),
  published: identified('extension_published', ({ extensionName, version }) =>
    release(extensionName, version),
  ),
  pulled: identified('extension_pulled', ({ extensionName, version, pulledBy }) =>
    release(extensionName, version, pulledBy),
  ),
  yanked: identified('extension_yanked', ({ extensionName, version }) => release(extensionName, version)),
  unyanked: identified('extension_unyanked', ({ extensionName, version }) => release(extensionName, version)),
  deprecated: identified('extension_deprecated', ({ extensionName }) => extensionName),
} as const;

export function release(...parts: readonly (string | undefined)[]): string {
  return parts.join(' ');
}

/** Null for facts that no load causes. */
export function identityOf(type: string, data: Readonly<Record<string, unknown>> | null): string | null {
  const identity = identities.get(type);
  return identity === undefined || data === null ? null : (identity(data as never) ?? null);
}

import { contracts, type WireType } from '@boardwalk/integration-events';
import type { Told } from './ledger.js';

/** What a contract says in its tag `@track`: an app knows the catalog of facts, and no single contract. */
type TrackName = (typeof contracts)[WireType]['track'];

const types = new Map<string, WireType>(Object.values(contracts).map(({ track, type }) => [track, type]));
const identities = new Map<string, readonly string[]>();

/** A fact that a load can cause, and the fields that tell two of its type apart. */
function identified(name: TrackName, ...fields: readonly string[]) {
  const type = types.get(name);
  if (type === undefined) throw new Error(`No contract is tracked as ${name}.`);
  identities.set(type, fields);
  return {
    type,
    /** As the answer to a request promises it. */
    told: (id: string, mailTo?: string): Told => ({ type, id, ...(mailTo !== undefined && { mailTo }) }),
  };
}

export const facts = {
  registered: identified('sign_up', 'username'),
  verificationRequested: identified('email_verification_requested', 'userId'),
  verified: identified('email_verified', 'userId'),
  keyCreated: identified('api_key_created', 'apiKeyId'),
  founded: identified('collective_created', 'slug'),
  invited: identified('collective_invite_sent', 'inviteId'),
  accepted: identified('collective_invite_accepted', 'inviteId'),
  published: identified('extension_published', 'extensionName', 'version'),
  pulled: identified('extension_pulled', 'extensionName', 'version', 'pulledBy'),
  yanked: identified('extension_yanked', 'extensionName', 'version'),
  unyanked: identified('extension_unyanked', 'extensionName', 'version'),
  deprecated: identified('extension_deprecated', 'extensionName'),
} as const;

export function release(...parts: readonly (string | undefined)[]): string {
  return parts.join(' ');
}

/** Null for facts that no load causes. */
export function identityOf(type: string, data: Readonly<Record<string, unknown>> | null): string | null {
  const fields = identities.get(type);
  if (fields === undefined || data === null) return null;
  const parts = fields
    .map((field) => data[field])
    .map((value) => (typeof value === 'string' ? value : undefined));
  return parts.every((part) => part === undefined) ? null : release(...parts);
}

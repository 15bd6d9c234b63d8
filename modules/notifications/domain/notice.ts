import { oneLine } from './inline.js';

/** What people can be told in the product, and what each notice holds. Names of people are not in it: they may change. */
export interface NoticeValues {
  'password-changed': { readonly reason: 'changed' | 'reset' };
  'new-device': { readonly device: string };
  'collective-created': { readonly slug: string; readonly name: string };
  invited: { readonly slug: string; readonly role: Role };
  'invite-accepted': { readonly slug: string };
  'invite-declined': { readonly slug: string };
  'invite-expired': { readonly slug: string };
  'role-changed': { readonly slug: string; readonly role: Role };
  'ownership-received': { readonly slug: string };
  'removed-from-collective': { readonly slug: string };
  'collective-dissolved': { readonly slug: string; readonly name: string };
  'extension-yanked': {
    readonly extensionName: string;
    readonly version?: string | undefined;
    readonly reason: string;
  };
  'extension-deprecated': { readonly extensionName: string; readonly supersededBy?: string | undefined };
  'badge-awarded': { readonly name: string; readonly points: number };
  'tier-reached': { readonly tier: string; readonly total: number };
  'webhook-disabled': { readonly reason: string };
}
export type Role = 'owner' | 'admin' | 'member';
export type NoticeType = keyof NoticeValues;

export type Notice<Type extends NoticeType = NoticeType> = {
  readonly [Each in Type]: { readonly type: Each; readonly values: NoticeValues[Each] };
}[Type];

export const roleNames: Readonly<Record<Role, string>> = {
  owner: 'an owner',
  admin: 'an admin',
  member: 'a member',
};

/**
 * The line that the inbox shows.
 * @param actor whom the notice names; null when they are gone or it names nobody
 */
export function lineOf<Type extends NoticeType>(notice: Notice<Type>, actor: string | null): string {
  return oneLine(lines[notice.type](notice.values, actor ?? 'Somebody'));
}

const lines: { readonly [Type in NoticeType]: (values: NoticeValues[Type], actor: string) => string } = {
  'password-changed': ({ reason }) =>
    reason === 'reset' ? 'Your password was reset by mail.' : 'Your password was changed.',
  'new-device': ({ device }) => `Your account was used from a new device: ${device}.`,
  'collective-created': ({ name, slug }) => `You founded the collective ${name} (${slug}).`,
  invited: ({ slug, role }) =>
    `You are invited to join ${slug} as ${roleNames[role]}. The mail to your address has the link.`,
  'invite-accepted': ({ slug }, actor) => `${actor} accepted your invitation to ${slug}.`,
  'invite-declined': ({ slug }, actor) => `${actor} declined your invitation to ${slug}.`,
  'invite-expired': ({ slug }) => `An invitation of yours to ${slug} was not answered in time.`,
  'role-changed': ({ slug, role }) => `You are ${roleNames[role]} of ${slug} now.`,
  'ownership-received': ({ slug }, actor) => `${actor} made you an owner of ${slug}.`,
  'removed-from-collective': ({ slug }) => `You are no longer a member of ${slug}.`,
  'collective-dissolved': ({ name, slug }) => `The collective ${name} (${slug}) was dissolved.`,
  'extension-yanked': ({ extensionName, version, reason }) =>
    `${subjectOf(extensionName, version)} was yanked: ${reason}`,
  'extension-deprecated': ({ extensionName, supersededBy }) =>
    `${extensionName} is deprecated${supersededBy === undefined ? '' : `; use ${supersededBy} instead`}.`,
  'badge-awarded': ({ name, points }) => `You earned the badge ${name}, and ${points} points with it.`,
  'tier-reached': ({ tier, total }) => `You reached the tier ${tier} with ${total} points.`,
  'webhook-disabled': ({ reason }) => `Your Discord webhook was switched off: ${reason}`,
};

export const noticeTypes = Object.keys(lines) as readonly NoticeType[];

/** A version of an extension, or all of it. */
export function subjectOf(extensionName: string, version: string | undefined): string {
  return version === undefined ? extensionName : `${extensionName} ${version}`;
}

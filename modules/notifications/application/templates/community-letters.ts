import { inline } from '../../domain/inline.js';
import { type Role, roleNames, subjectOf } from '../../domain/notice.js';
import type { MailSettings } from '../mail-settings.js';
import type { Letter } from './letter.js';

interface NamedCollective {
  readonly slug: string;
  readonly name: string;
}

interface Invitation {
  readonly slug: string;
  readonly role: Role;
  readonly inviteId: string;
  readonly token: string;
}

interface Yank {
  readonly extensionName: string;
  /** Undefined when all of the extension was yanked. */
  readonly version?: string | undefined;
  readonly reason: string;
}

/** Letters about what people do together. All of them can be switched off. */
export const communityLetters = {
  'collective-created': ({ slug, name }: NamedCollective): Letter => ({
    subject: `Your collective ${inline(slug)}`,
    paragraphs: [
      `You founded the collective "${inline(name)}". Extensions that you publish under it begin with @${inline(slug)}/.`,
      'You are its owner: you may invite others, and make them admins or owners.',
    ],
    reason: 'You get this mail because you founded a collective.',
  }),
  'collective-invite': ({ slug, role, inviteId, token }: Invitation, settings: MailSettings): Letter => ({
    subject: `You are invited to ${inline(slug)}`,
    paragraphs: [
      `The collective "${inline(slug)}" invites you to join as ${roleNames[role]}.`,
      'To accept you need an account with this address, confirmed. The invitation works once and expires.',
    ],
    action: {
      label: 'Accept the invitation',
      url: settings.link('accept-invite', { invite: inviteId, token }),
    },
    reason: 'You get this mail because a member of the collective entered this address.',
  }),
  'invite-accepted': ({ slug, accepter }: { readonly slug: string; readonly accepter: string }): Letter => ({
    subject: `Your invitation to ${inline(slug)} was accepted`,
    paragraphs: [`"${inline(accepter)}" accepted your invitation, and is a member of "${inline(slug)}" now.`],
    reason: 'You get this mail because you sent the invitation.',
  }),
  'removed-from-collective': ({ slug }: { readonly slug: string }): Letter => ({
    subject: `You are no longer a member of ${inline(slug)}`,
    paragraphs: [
      `You were removed from the collective "${inline(slug)}". You can no longer publish under it or see its private extensions; what you published stays there.`,
    ],
    reason: 'You get this mail because you were a member of the collective.',
  }),
  'collective-dissolved': ({ slug, name }: NamedCollective): Letter => ({
    subject: `The collective ${inline(slug)} was dissolved`,
    paragraphs: [
      `The collective "${inline(name)}" (${inline(slug)}) is no more. Its name is given to nobody else.`,
    ],
    reason: 'You get this mail because you were a member of the collective.',
  }),
  'extension-yanked': ({ extensionName, version, reason }: Yank): Letter => ({
    subject: `${inline(subjectOf(extensionName, version))} was yanked`,
    paragraphs: [
      `${inline(subjectOf(extensionName, version))}, which you have pulled, was yanked by those who publish it. It is not to be used any more.`,
      `The reason that they gave: "${inline(reason)}"`,
    ],
    reason: 'You get this mail because you pulled the extension while you were signed in.',
  }),
  'extension-deprecated': ({
    extensionName,
    supersededBy,
  }: {
    readonly extensionName: string;
    readonly supersededBy?: string | undefined;
  }): Letter => ({
    subject: `${inline(extensionName)} is deprecated`,
    paragraphs: [
      `${inline(extensionName)}, which you have pulled, is deprecated: it can still be pulled, and nobody should begin to use it.`,
      supersededBy === undefined
        ? 'No extension was named that takes its place.'
        : `Use ${inline(supersededBy)} in its place.`,
    ],
    reason: 'You get this mail because you pulled the extension while you were signed in.',
  }),
  'badge-awarded': ({ name, points }: { readonly name: string; readonly points: number }): Letter => ({
    subject: `You earned the badge ${inline(name)}`,
    paragraphs: [`The badge "${inline(name)}" is yours, and ${points} points came with it.`],
    reason: 'You get this mail because of what you did on Boardwalk.',
  }),
  'tier-reached': ({ tier, total }: { readonly tier: string; readonly total: number }): Letter => ({
    subject: `You reached the tier ${inline(tier)}`,
    paragraphs: [`You have ${total} points now, and with them the tier "${inline(tier)}".`],
    reason: 'You get this mail because of what you did on Boardwalk.',
  }),
} as const;

import type { MailSettings } from '../mail-settings.js';
import { inline, type Letter, rendered, type RenderedLetter } from './letter.js';

/** What each template is told. Its keys are this context's own business: they are in no contract and on no route's input. */
export interface TemplateValues {
  welcome: { readonly username: string };
  'verify-email': { readonly token: string };
  'client-registered': { readonly clientName: string };
  'collective-invite': {
    readonly slug: string;
    readonly role: 'owner' | 'admin' | 'member';
    readonly inviteId: string;
    readonly token: string;
  };
}
export type TemplateKey = keyof TemplateValues;

type Template<Values> = (values: Values, settings: MailSettings) => Letter;

const templates: { readonly [Key in TemplateKey]: Template<TemplateValues[Key]> } = {
  // The address is not proved yet, so whoever signed up may have named a stranger's. The username is all that they may
  // say to it: a display name could be a message of their own.
  welcome: ({ username }, settings) => ({
    subject: `Welcome to Boardwalk, ${inline(username)}`,
    paragraphs: [
      `Your account "${inline(username)}" is ready, and with it a collective of your own, under which you can publish extensions.`,
      'A second mail asks you to confirm this address. Invitations from others reach you once you have.',
    ],
    action: { label: 'Open Boardwalk', url: settings.link('') },
    reason: 'You get this mail because somebody signed up with this address.',
  }),
  'verify-email': ({ token }, settings) => ({
    subject: 'Confirm your e-mail address',
    paragraphs: ['Please confirm that this address is yours. The link works once and expires.'],
    action: { label: 'Confirm the address', url: settings.link('verify-email', { token }) },
    reason: 'You get this mail because somebody signed up with this address. If it was not you, do nothing.',
  }),
  'client-registered': ({ clientName }, settings) => ({
    subject: `A client was registered: ${inline(clientName)}`,
    paragraphs: [
      `The client "${inline(clientName)}" may now call the API in your name. Its key was shown once, to whoever registered it.`,
      'If it was not you, somebody else can sign in to your account: tell the people who run Boardwalk.',
    ],
    action: { label: 'Read about the API', url: settings.link('docs') },
    reason: 'You get this mail because a client was registered for your account.',
  }),
  'collective-invite': ({ slug, role, inviteId, token }, settings) => ({
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
};

const roleNames = { owner: 'an owner', admin: 'an admin', member: 'a member' } as const;

/** The mail that a template makes of its values. */
export function composed<Key extends TemplateKey>(
  key: Key,
  values: TemplateValues[Key],
  settings: MailSettings,
): RenderedLetter {
  return rendered(templates[key](values, settings));
}

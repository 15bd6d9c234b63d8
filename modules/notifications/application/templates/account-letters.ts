import { inline } from '../../domain/inline.js';
import type { MailSettings } from '../mail-settings.js';
import type { Letter } from './letter.js';

/** Letters about an account and who may use it. None of them can be switched off. */
export const accountLetters = {
  // The address is not proved yet, so whoever signed up may have named a stranger's. The username is all that they may
  // say to it: a display name could be a message of their own.
  welcome: ({ username }: { readonly username: string }, settings: MailSettings): Letter => ({
    subject: `Welcome to Boardwalk, ${inline(username)}`,
    paragraphs: [
      `Your account "${inline(username)}" is ready, and with it a collective of your own, under which you can publish extensions.`,
      'A second mail asks you to confirm this address. Invitations from others reach you once you have.',
    ],
    action: { label: 'Open Boardwalk', url: settings.link('') },
    reason: 'You get this mail because somebody signed up with this address.',
  }),
  'verify-email': ({ token }: { readonly token: string }, settings: MailSettings): Letter => ({
    subject: 'Confirm your e-mail address',
    paragraphs: ['Please confirm that this address is yours. The link works once and expires.'],
    action: { label: 'Confirm the address', url: settings.link('verify-email', { token }) },
    reason: 'You get this mail because somebody signed up with this address. If it was not you, do nothing.',
  }),
  'password-reset': ({ token }: { readonly token: string }, settings: MailSettings): Letter => ({
    subject: 'Choose a new password',
    paragraphs: [
      'Somebody, most likely you, asked to choose a new password for your account. The link works once and expires.',
      'If it was not you, do nothing: your password stays as it is.',
    ],
    action: { label: 'Choose a new password', url: settings.link('reset-password', { token }) },
    reason: 'You get this mail because somebody asked for it with this address.',
  }),
  'password-changed': ({ reason }: { readonly reason: 'changed' | 'reset' }): Letter => ({
    subject: 'Your password was changed',
    paragraphs: [
      reason === 'reset'
        ? 'Your account has a new password: it was reset with a link that we sent to this address.'
        : 'Your account has a new password: it was changed by somebody who knew the old one.',
      'Everybody who was signed in has been signed out. If it was not you, ask for a new password at once, and tell the people who run Boardwalk.',
    ],
    reason: 'You get this mail because the password of your account was changed.',
  }),
  'new-device': ({ device }: { readonly device: string }): Letter => ({
    subject: 'A new device uses your account',
    paragraphs: [
      `Somebody signed in to your account from a device that was not seen there before: ${inline(device)}.`,
      'If it was not you, choose a new password: that signs everybody out.',
    ],
    reason: 'You get this mail because somebody signed in to your account.',
  }),
  'client-registered': ({ clientName }: { readonly clientName: string }, settings: MailSettings): Letter => ({
    subject: `A client was registered: ${inline(clientName)}`,
    paragraphs: [
      `The client "${inline(clientName)}" may now call the API in your name. Its key was shown once, to whoever registered it.`,
      'If it was not you, somebody else can sign in to your account: tell the people who run Boardwalk.',
    ],
    action: { label: 'Read about the API', url: settings.link('docs') },
    reason: 'You get this mail because a client was registered for your account.',
  }),
} as const;

import type { MailKind } from '../../domain/mail-kind.js';
import type { NoticeValues, Role } from '../../domain/notice.js';
import type { MailSettings } from '../mail-settings.js';
import { accountLetters } from './account-letters.js';
import { communityLetters } from './community-letters.js';
import { type Letter, rendered, type RenderedLetter } from './letter.js';

/** What each template is told. Its keys are this context's own business: they are in no contract and on no route's input. */
export interface TemplateValues {
  welcome: { readonly username: string };
  'verify-email': { readonly token: string };
  'password-reset': { readonly token: string };
  'password-changed': NoticeValues['password-changed'];
  'new-device': NoticeValues['new-device'];
  'client-registered': { readonly clientName: string };
  'collective-created': NoticeValues['collective-created'];
  'collective-invite': {
    readonly slug: string;
    readonly role: Role;
    readonly inviteId: string;
    readonly token: string;
  };
  'invite-accepted': NoticeValues['invite-accepted'] & { readonly accepter: string };
  'removed-from-collective': NoticeValues['removed-from-collective'];
  'collective-dissolved': NoticeValues['collective-dissolved'];
  'extension-yanked': NoticeValues['extension-yanked'];
  'extension-deprecated': NoticeValues['extension-deprecated'];
  'badge-awarded': NoticeValues['badge-awarded'];
  'tier-reached': NoticeValues['tier-reached'];
}
export type TemplateKey = keyof TemplateValues;

/** One template with what it is told. */
export type TemplateCall<Key extends TemplateKey = TemplateKey> = {
  readonly [Each in Key]: { readonly key: Each; readonly values: TemplateValues[Each] };
}[Key];

type Template<Values> = (values: Values, settings: MailSettings) => Letter;

const templates: { readonly [Key in TemplateKey]: Template<TemplateValues[Key]> } = {
  ...accountLetters,
  ...communityLetters,
};

const kinds: Readonly<Record<TemplateKey, MailKind>> = {
  welcome: 'account',
  'verify-email': 'account',
  'password-reset': 'account',
  'password-changed': 'account',
  'new-device': 'account',
  'client-registered': 'account',
  'collective-created': 'collectives',
  'collective-invite': 'invites',
  'invite-accepted': 'collectives',
  'removed-from-collective': 'collectives',
  'collective-dissolved': 'collectives',
  'extension-yanked': 'extensions',
  'extension-deprecated': 'extensions',
  'badge-awarded': 'achievements',
  'tier-reached': 'achievements',
};

export function kindOf(key: TemplateKey): MailKind {
  return kinds[key];
}

/**
 * The mail that a template makes of its values.
 * @param unsubscribeUrl undefined for mails that cannot be switched off
 */
export function composed<Key extends TemplateKey>(
  { key, values }: TemplateCall<Key>,
  settings: MailSettings,
  unsubscribeUrl?: string,
): RenderedLetter {
  return rendered(templates[key](values, settings), unsubscribeUrl);
}

/** What a mail is about, as far as people may choose. */
export const mailKinds = ['account', 'invites', 'collectives', 'extensions', 'achievements'] as const;
export type MailKind = (typeof mailKinds)[number];

/** Mails about the account itself, its safety above all, cannot be switched off: they would warn its owner too late. */
export const switchableKinds = ['invites', 'collectives', 'extensions', 'achievements'] as const;
export type SwitchableKind = (typeof switchableKinds)[number];

export function isSwitchable(kind: MailKind): kind is SwitchableKind {
  return kind !== 'account';
}

import type { SwitchableKind } from '../domain/mail-kind.js';

/** Who may not want some mails: a person with an account, or whoever reads the mails at an address. */
export type Subject = { readonly userId: string } | { readonly addressFingerprint: string };

/** Kinds of mails that somebody has switched off. */
export abstract class MutedKinds {
  /** What any of them has switched off. */
  abstract of(...subjects: readonly Subject[]): Promise<ReadonlySet<SwitchableKind>>;

  /** Those of the people who have switched off a kind. */
  abstract among(userIds: readonly string[], kind: SwitchableKind): Promise<ReadonlySet<string>>;
  abstract mute(subject: Subject, kind: SwitchableKind): Promise<void>;
  abstract unmute(subject: Subject, kind: SwitchableKind): Promise<void>;

  /** What a person has chosen is forgotten. An address without an account keeps its choice. */
  abstract forget(userId: string): Promise<void>;
}

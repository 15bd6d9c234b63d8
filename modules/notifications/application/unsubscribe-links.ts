import type { SwitchableKind } from '../domain/mail-kind.js';
import type { Subject } from './muted-kinds.js';

/** What a link in a mail permits its bearer to switch off. */
export interface Unsubscription {
  readonly subject: Subject;
  readonly kind: SwitchableKind;
}

/** Links by which mails are switched off without signing in. They are signed, work for ever, and permit nothing else. */
export abstract class UnsubscribeLinks {
  abstract urlFor(unsubscription: Unsubscription): string;

  /** @throws {UnsubscribeLinkInvalidError} when the token was not made here */
  abstract read(token: string): Unsubscription;
}

/** Why nothing that names a person is announced. */
export type Hiding = 'private' | 'suspended' | 'deleted';

/**
 * People of whom nothing is announced: their profile is not public, their account is suspended or gone. What is asked and what
 * is changed about one person come one after the other, so that nothing slips through between them.
 */
export abstract class HiddenPeople {
  abstract hide(userId: string, because: Hiding): Promise<void>;
  abstract show(userId: string, because: Hiding): Promise<void>;
  abstract includes(userId: string): Promise<boolean>;
  /** Whether the account is gone. */
  abstract isGone(userId: string): Promise<boolean>;
}

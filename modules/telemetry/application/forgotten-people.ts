/** People whose accounts are gone. Their ids are all that is kept, so that nothing late brings them back. */
export abstract class ForgottenPeople {
  /** Takes the person out of everything that was recorded, as far as it is there. */
  abstract forget(userId: string): Promise<void>;
  /** Which of these are gone. */
  abstract among(userIds: readonly string[]): Promise<string[]>;
}

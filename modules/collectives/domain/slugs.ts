/** Who chose a slug, and when. */
export interface Claimer {
  readonly userId: string;
  readonly at: Date;
}

/**
 * Who has which slug, for ever. Port: the database decides between two who want the same one at the same time.
 */
export abstract class Slugs {
  /**
   * Gives the slug to the collective, beside those that it had before: they stay its own. False when another one has
   * it, or had it; waits for whoever is about to get it.
   * Counts only if the unit of work commits.
   * @param by who chose it; nobody for a slug that comes with a sign-up, a username or an import
   */
  abstract claim(slug: string, collectiveId: string, by?: Claimer): Promise<boolean>;

  /** Nobody knows any more which slugs the person chose. */
  abstract forgetClaimer(userId: string): Promise<void>;

  /** How many slugs a person has chosen since then. Until the unit of work ends, nobody else counts theirs. */
  abstract countChosenBy(userId: string, since: Date): Promise<number>;
}

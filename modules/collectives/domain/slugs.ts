/**
 * Who has which slug, for ever. Port: the database decides between two who want the same one at the same time.
 */
export abstract class Slugs {
  /**
   * Gives the slug to the collective, beside those that it had before: they stay its own. False when another one has
   * it, or had it; waits for whoever is about to get it.
   * Counts only if the unit of work commits.
   */
  abstract claim(slug: string, collectiveId: string): Promise<boolean>;
}

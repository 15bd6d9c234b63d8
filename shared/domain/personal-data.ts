/** What facts hold of persons. */
export abstract class PersonalData {
  /**
   * Makes unreadable, for everybody and for good, what all facts so far hold of somebody, when the running unit of work commits.
   * Facts that must have it are passed over where they were not delivered by then; others are delivered without it.
   * @param addresses that are theirs alone: what was sealed for each of them goes too
   */
  abstract erase(userId: string, addresses: readonly string[]): Promise<void>;
}

/** What facts hold of persons. */
export abstract class PersonalData {
  /**
   * Makes unreadable, for everybody and for good, what all facts so far hold of somebody, when the running unit of work commits.
   * What was not delivered by then is passed over.
   * @param addresses that are theirs alone: what was sealed for each of them goes too
   */
  abstract erase(userId: string, addresses: readonly string[]): Promise<void>;
}

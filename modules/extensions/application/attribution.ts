/** What extensions, versions and publications say about people. */
export abstract class Attribution {
  /** Whatever the person published bears this name from now on. */
  abstract renameAuthor(userId: string, username: string): Promise<void>;

  /**
   * Whatever the person published stays, and is nobody's; what they pulled is no longer known to be theirs, and what they
   * were about to publish is gone.
   * @returns the publications that were under way, whose archives nobody will ask for
   */
  abstract forgetAuthor(userId: string): Promise<readonly string[]>;
}

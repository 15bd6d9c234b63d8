/** A person as others may see them. */
export interface PublicProfile {
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  readonly bio: string;
  readonly links: readonly string[];
  readonly isPublic: boolean;
  readonly registeredAt: Date;
}

export abstract class Profiles {
  /**
   * @param name the username, or a former one
   * @param viewerId who asks; null for somebody unknown
   * @returns the profile, whose username tells when the name is a former one
   * Throws `ProfileNotFoundError`: also for private ones of others, and for suspended and deleted people.
   */
  abstract see(name: string, viewerId: string | null): Promise<PublicProfile>;
}

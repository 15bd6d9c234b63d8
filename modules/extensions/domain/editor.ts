export type Role = 'owner' | 'admin' | 'member';

/** A member of the collective that an extension is published under, as they are about to change something of it. */
export interface Editor {
  readonly userId: string;
  readonly username: string;
  readonly role: Role;
}

/** Owners and admins look after everything of their collective. Members look after what is their own. */
export function looksAfterEverything({ role }: Editor): boolean {
  return role !== 'member';
}

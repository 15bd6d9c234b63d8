/** What a member may do in a collective: an owner everything, an admin everything but touch owners. */
export type Role = 'owner' | 'admin' | 'member';

export const roles = ['owner', 'admin', 'member'] as const satisfies readonly Role[];

/** Whether a member of one role may hand out or take away another. */
export function mayManage(own: Role, other: Role): boolean {
  return own === 'owner' || (own === 'admin' && other !== 'owner');
}

/** Whether a member of this role looks after the collective: its names, its invites, its tokens. */
export function looksAfter(own: Role): boolean {
  return own !== 'member';
}

/** What a process can do: answer requests, cut the log into windows, deliver. */
export const roleNames = ['web', 'relay', 'worker'] as const;
export type Role = (typeof roleNames)[number];

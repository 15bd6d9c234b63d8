/**
 * Does `work` while no other process that names the same claim, a file, does its own.
 * `longest`: milliseconds after which a claim counts as left behind although a process of its number runs.
 */
export function alone<T>(
  claim: string,
  work: () => Promise<T>,
  how?: { longest?: number; onWait?: () => void },
): Promise<T>;

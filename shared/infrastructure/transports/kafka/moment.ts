import { setTimeout as pause } from 'node:timers/promises';

/** A pause that an end cuts short. @param milliseconds */
export async function moment(milliseconds: number, end: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal: end }).catch(() => undefined);
}

/** Whether a process runs; a zombie does not. */
export function isAlive(pid: number): boolean;

/** The words a process was started with; empty when the system does not tell. */
export function commandOf(pid: number): string[];

/** Whether the process of this number may be a platform. */
export function looksLikePlatform(pid: number): boolean;

/** Waits `patience` milliseconds at most for the end of a process; false when it still runs. */
export function untilEnded(pid: number, patience: number): Promise<boolean>;

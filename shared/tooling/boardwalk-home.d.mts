/** The root of this checkout. */
export const checkout: string;

/** Where what belongs to the system rather than to a person's home is kept. */
export const systemDirectory: string;

/** Lies in every directory that Boardwalk made for itself, and lets "npm run reset" remove it. */
export const homeMarker: string;

/** The directory that holds everything a running Boardwalk keeps; an absolute path, not made by asking. */
export function boardwalkHome(
  env?: NodeJS.ProcessEnv,
  place?: { root?: string; isSuperuser?: boolean },
): string;

/** Where the embedded database is, unless its server's account cannot go there. */
export function databaseDirectory(home: string): string;

/** The file in which a running platform tells its address, its process and the operator's token. */
export function instanceFile(home: string): string;

/** Whether an account that owns nothing on the way may reach the absolute `path`. */
export function othersMayEnter(path: string): boolean;

/** The directory under the system's var that stands in for the absolute `path`. */
export function systemPlaceFor(path: string): string;

import type { CalVer } from './cal-ver.js';
import type { Extension } from './extension.js';
import type { ExtensionName } from './extension-name.js';
import type { Successor } from './successor.js';

/** A version that somebody is about to publish. */
export interface Wanted {
  readonly name: ExtensionName;
  readonly version: CalVer;
}

export abstract class ExtensionRepository {
  /**
   * Null for a name that nobody published under. Either way the name is held until the unit of work ends: whoever wants
   * it meanwhile waits, so that of two first versions one comes first.
   */
  abstract get(wanted: Wanted): Promise<Extension | null>;

  /** The same for many at once, by name; those that are not there are missing. */
  abstract getAll(wanted: readonly Wanted[]): Promise<Map<string, Extension>>;

  /** With every version of it, for whoever yanks and unyanks; null for a name that nobody published under. Held likewise. */
  abstract getWhole(name: ExtensionName): Promise<Extension | null>;

  /** Null when nobody can be sent there: there is none, or it was taken down. It is not held. */
  abstract successor(name: string): Promise<Successor | null>;

  abstract save(extension: Extension): Promise<void>;

  /**
   * Saves each extension as often as it comes: its events leave at once, in this order, and the rows of all of them
   * together at the end.
   */
  abstract saveEach(changed: Iterable<Extension>): Promise<void>;
}

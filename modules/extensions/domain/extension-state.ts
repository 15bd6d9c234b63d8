import type { CalVer } from './cal-ver.js';
import type { ExtensionName } from './extension-name.js';
import type { Visibility, Yank } from './release.js';

/** The collective that an extension is published under. */
export interface Home {
  readonly collectiveId: string;
  /** What it is called today. */
  readonly slug: string;
  readonly personal: boolean;
}

export interface ExtensionState {
  readonly id: string;
  readonly name: ExtensionName;
  readonly home: Home;
  /** Who published the first version; null once the account is gone. */
  readonly authorUserId: string | null;
  readonly visibility: Visibility;
  /** What the latest version says, and what it leaves unsaid and one before it said. */
  readonly description: string | null;
  readonly license: string | null;
  readonly platforms: readonly string[];
  readonly labels: readonly string[];
  /** The newest version that may be pulled; null when none may. */
  readonly latest: CalVer | null;
  /** When anything of it was last published. */
  readonly lastPublishedAt: Date;
  /** As a whole; versions that were yanked by themselves know it themselves. */
  readonly yanked: Yank | null;
  readonly deprecated: { readonly at: Date; readonly supersededBy: string | null } | null;
  /** By an operator. */
  readonly takenDown: { readonly at: Date; readonly reason: string } | null;
}

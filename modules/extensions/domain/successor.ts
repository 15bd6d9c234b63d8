import type { ExtensionState } from './extension-state.js';
import type { Visibility } from './release.js';

/** Another extension, as far as it matters to one that it is to take the place of. */
export interface Successor {
  readonly name: string;
  readonly visibility: Visibility;
  readonly collectiveId: string;
}

/** Nobody may be led to where they find nothing, nor learn of what is not for them. */
export function maySucceed(
  { name, visibility, collectiveId }: Successor,
  extension: ExtensionState,
): boolean {
  if (name === extension.name.text) return false;
  if (visibility === 'public') return true;
  return extension.visibility === 'private' && collectiveId === extension.home.collectiveId;
}

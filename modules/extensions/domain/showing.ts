import type { ExtensionState } from './extension-state.js';
import type { Release } from './release.js';
import type { Releases } from './releases.js';

/** The extension as this version, its latest, speaks for it. What the version leaves unsaid stays as it was. */
export function showing(release: Release, before: ExtensionState): ExtensionState {
  return {
    ...before,
    description: release.description ?? before.description,
    license: release.license ?? before.license,
    platforms: release.platforms,
    labels: release.labels,
    latest: release.version,
  };
}

/** The same with whichever version is the latest after something was yanked or unyanked; with none, it has no latest. */
export function showingLatest(releases: Releases, before: ExtensionState): ExtensionState {
  const latest = before.yanked === null ? releases.latest() : null;
  if (latest === null) return { ...before, latest: null };
  return latest.version.text === before.latest?.text ? before : showing(latest, before);
}

import { ExtensionName } from '../domain/extension-name.js';
import type { ReleaseDetails } from '../domain/release.js';

/**
 * Each platform, label and dependency once, in the order given.
 * @throws {InvalidExtensionNameError} for a dependency that no extension can be called
 */
export function tidied(details: ReleaseDetails): ReleaseDetails {
  return {
    ...details,
    platforms: [...new Set(details.platforms)],
    labels: [...new Set(details.labels)],
    dependencies: [...new Set(details.dependencies.map((name) => ExtensionName.parse(name).text))],
  };
}

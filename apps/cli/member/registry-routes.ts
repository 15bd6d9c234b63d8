/** Where the registry answers about one extension. */

export type Standing = 'yank' | 'unyank' | 'deprecate' | 'undeprecate';

/** A name holds slashes, which are part of it. */
function extension(name: string): string {
  return `extensions/${encodeURIComponent(name)}`;
}

/** @param version or `latest` */
export const versionPath = (name: string, version: string): string =>
  `${extension(name)}/versions/${version}`;

/** The bytes of one version. */
export const archivePath = (name: string, version: string): string => `${versionPath(name, version)}/archive`;

/** What its collective says about it later. */
export const standingPath = (standing: Standing, name: string): string => `${extension(name)}/${standing}`;

/** Where the registry answers about one extension. */

export type Standing = 'yank' | 'unyank' | 'deprecate' | 'undeprecate';

/** A name holds slashes, which are part of it. */
export const extensionPath = (name: string): string => `extensions/${encodeURIComponent(name)}`;

/** All of its versions, newest first. */
export const versionsPath = (name: string): string => `${extensionPath(name)}/versions`;

/** @param version or `latest` */
export const versionPath = (name: string, version: string): string => `${versionsPath(name)}/${version}`;

/** The bytes of one version. */
export const archivePath = (name: string, version: string): string => `${versionPath(name, version)}/archive`;

/** What its collective says about it later. */
export const standingPath = (standing: Standing, name: string): string =>
  `${extensionPath(name)}/${standing}`;

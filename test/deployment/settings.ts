import { type Configuration, configurationFrom } from '@boardwalk/platform';
import { readDocument } from '../documents/document.js';
import { image } from './dockerfile.js';

export type Variables = Readonly<Record<string, string>>;

/** Variables that the program reads, as its page about configuration lists them. */
const known = new Set(
  readDocument('docs/configuration.md')
    .section('The platform')
    .rows.map(([name = '']) => name.replaceAll('`', '')),
);

export const strangersIn = (env: Variables): string[] => Object.keys(env).filter((name) => !known.has(name));

/**
 * What the program makes of a container's environment.
 * @throws {ConfigurationError} when it would not start
 */
export const configured = (env: Variables): Configuration => configurationFrom({ ...image.env, ...env });

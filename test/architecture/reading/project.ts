import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSource } from './read-source.js';
import type { Source } from './source.js';

/** A tree of files: this project, or a small one that a fixture describes. Paths have forward slashes. */
export interface Project {
  /** What people wrote: no installed packages, no outputs, no fixtures. Sorted. */
  readonly files: readonly string[];
  /** Compiled JavaScript. */
  readonly built: readonly string[];
  has(file: string): boolean;
  text(file: string): string;
  /** A TypeScript or JavaScript file, read once. */
  source(file: string): Source;
}

const skipped = new Set(['node_modules', '.git', '.turbo', '.boardwalk', 'coverage', 'fixtures']);

export function projectAt(root: string): Project {
  const found = filesBelow(root, '');
  return projectOf(found, (file) => readFileSync(join(root, file), 'utf8'));
}

/** @param texts path → text */
export function projectFrom(texts: ReadonlyMap<string, string>): Project {
  return projectOf([...texts.keys()], (file) => texts.get(file) ?? '');
}

function projectOf(paths: readonly string[], read: (file: string) => string): Project {
  const isBuilt = (file: string) => /(^|\/)dist\//.test(file);
  const texts = new Map<string, string>();
  const sources = new Map<string, Source>();
  const known = new Set(paths);
  const text = (file: string) => remembered(texts, file, read);
  return {
    files: paths.filter((file) => !isBuilt(file)).sort(),
    built: paths.filter((file) => isBuilt(file) && file.endsWith('.js')).sort(),
    has: (file) => known.has(file),
    text,
    source: (file) => remembered(sources, file, () => readSource(file, text(file))),
  };
}

function remembered<T>(known: Map<string, T>, key: string, make: (key: string) => T): T {
  const found = known.get(key) ?? make(key);
  known.set(key, found);
  return found;
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    // `.git` is a file where several trees are checked out of one repository.
    if (skipped.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}

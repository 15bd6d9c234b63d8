import { posix } from 'node:path';
import { packageNamed, packageOf } from './packages.js';
import type { Project } from './project.js';
import type { Import } from './source.js';

/** Parts of a module, as far as imports are concerned. */
export const layers = ['domain', 'application', 'infrastructure', 'presentation'] as const;
export type Layer = (typeof layers)[number];
export type Part = Layer | 'module' | 'index' | 'test' | 'elsewhere';

/** Where in its package a file lies. */
export function partOf(project: Project, file: string): Part {
  const folder = packageOf(project, file)?.folder ?? '';
  const [first = '', ...below] = file.slice(folder.length + 1).split('/');
  if (first === 'test' || folder === 'test') return 'test';
  if (below.length === 0)
    return first === 'index.ts' ? 'index' : first.endsWith('.module.ts') ? 'module' : 'elsewhere';
  return layers.find((layer) => layer === first) ?? 'elsewhere';
}

export const isTest = (project: Project, file: string): boolean => partOf(project, file) === 'test';

const code = /\.(ts|mts|mjs|js)$/;

/** TypeScript and JavaScript that people wrote, without declarations of JavaScript that lies beside. */
export const codeOf = (project: Project): readonly string[] =>
  project.files.filter(
    (file) => code.test(file) && !/\.d\.m?ts$/.test(file) && !file.includes('/generated/'),
  );

/** What runs in production: neither tests nor settings of tools. */
export const productionOf = (project: Project): readonly string[] =>
  codeOf(project).filter((file) => /^(apps|modules|shared)\//.test(file) && !isTest(project, file));

export const inModules = (project: Project): readonly string[] =>
  productionOf(project).filter((file) => file.startsWith('modules/'));

/** The file that a relative import means. */
export function fileOf(project: Project, from: string, specifier: string): string {
  const path = posix.join(posix.dirname(from), specifier);
  const candidates = [path, path.replace(/\.js$/, '.ts'), path.replace(/\.mjs$/, '.mts')];
  return candidates.find((file) => project.has(file)) ?? path;
}

/** Where an import leads. */
export type Target =
  | { readonly kind: 'own'; readonly file: string; readonly part: Part }
  | {
      readonly kind: 'inside';
      readonly file: string;
      readonly folder: string;
      readonly home: string;
      readonly short: string;
    }
  | {
      readonly kind: 'package';
      readonly folder: string;
      readonly home: string;
      readonly short: string;
      readonly path: string;
    }
  | { readonly kind: 'outside'; readonly file: string }
  | { readonly kind: 'node' }
  | { readonly kind: 'library'; readonly name: string };

/** @returns 'own': same package; 'inside': reached into another package by path; 'package': by its name */
export function targetOf(project: Project, from: string, { specifier }: Import): Target {
  if (specifier.startsWith('.')) {
    const file = fileOf(project, from, specifier);
    const [here, there] = [packageOf(project, from), packageOf(project, file)];
    if (here?.folder === there?.folder) return { kind: 'own', file, part: partOf(project, file) };
    if (there === null) return { kind: 'outside', file };
    return { kind: 'inside', file, folder: there.folder, home: there.home, short: there.short };
  }
  if (specifier.startsWith('node:')) return { kind: 'node' };
  const parts = specifier.split('/');
  const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const found = packageNamed(project, name);
  if (found === null) return { kind: 'library', name };
  const path = specifier.slice(name.length + 1);
  return { kind: 'package', folder: found.folder, home: found.home, short: found.short, path };
}

import type { Project } from './project.js';

export interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Package {
  /** `modules/stats` */
  readonly folder: string;
  /** `modules`, `shared`, `apps` or `test` */
  readonly home: string;
  /** Name of its folder; what carries facts is all called `transports`. */
  readonly short: string;
  readonly manifest: Manifest;
  /** Path of its package.json. */
  readonly file: string;
}

export const sections = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
] as const;

const read = new WeakMap<Project, readonly Package[]>();

/** The workspace's packages, without the root. */
export function packagesOf(project: Project): readonly Package[] {
  const known = read.get(project);
  if (known !== undefined) return known;
  const found = project.files
    .filter((file) => file.endsWith('/package.json'))
    .map((file): Package => {
      const folder = file.slice(0, -'/package.json'.length);
      const [home = '', ...below] = folder.split('/');
      return {
        folder,
        home,
        short: below.includes('transports') ? 'transports' : (below.at(-1) ?? home),
        manifest: JSON.parse(project.text(file)) as Manifest,
        file,
      };
    });
  read.set(project, found);
  return found;
}

export function packageOf(project: Project, file: string): Package | null {
  return packagesOf(project).find(({ folder }) => file.startsWith(`${folder}/`)) ?? null;
}

export function packageNamed(project: Project, name: string): Package | null {
  return packagesOf(project).find(({ manifest }) => manifest.name === name) ?? null;
}

/** Names of the contexts. */
export const contextsOf = (project: Project): readonly string[] =>
  packagesOf(project)
    .filter(({ home }) => home === 'modules')
    .map(({ short }) => short);

/** Line of the first occurrence, 1 if there is none. */
export function lineWith(project: Project, file: string, passage: string): number {
  return (
    project
      .text(file)
      .split('\n')
      .findIndex((line) => line.includes(passage)) + 1 || 1
  );
}

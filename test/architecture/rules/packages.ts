import { dependOnNothing, sharedOrder } from '../import-table.js';
import { lineWith, type Package, packageNamed, packagesOf, sections } from '../reading/packages.js';
import type { Project } from '../reading/project.js';
import { each, type Finding, type Rule } from './rule.js';

interface Dependency {
  readonly section: (typeof sections)[number];
  readonly name: string;
  readonly version: string;
  /** The workspace's own, if it is one. */
  readonly found: Package | null;
}

const dependenciesOf = (project: Project, { manifest }: Package): Dependency[] =>
  sections.flatMap((section) =>
    Object.entries(manifest[section] ?? {}).map(([name, version]) => ({
      section,
      name,
      version,
      found: packageNamed(project, name),
    })),
  );

/** Looks at every dependency of every package. */
const everyDependency = (
  project: Project,
  look: (owner: Package, dependency: Dependency) => string | null,
): ReturnType<Rule> =>
  each(
    packagesOf(project).flatMap((owner) =>
      dependenciesOf(project, owner).map((dependency) => ({ owner, dependency })),
    ),
    ({ owner, dependency }) => {
      const message = look(owner, dependency);
      return message === null
        ? []
        : [{ file: owner.file, line: lineWith(project, owner.file, `"${dependency.name}"`), message }];
    },
  );

const MODULE_ISOLATION: Rule = (project) =>
  everyDependency(project, (owner, { name, found, section }) =>
    owner.home === 'modules' && found?.home === 'modules'
      ? `a module names another module (${name} in ${section}); consume the facts that it publishes`
      : null,
  );

/** Packages may name what the import table lets them import. */
const PACKAGE_ORDER: Rule = (project) =>
  everyDependency(project, (owner, { name, found, section }) => {
    if (owner.home === 'test' || found === null) return null;
    if (found.short === 'testing')
      return section === 'devDependencies' ? null : `${name} serves tests; move it to devDependencies`;
    if (found.home === 'apps') return `${name} is an app; nothing depends on one`;
    if (found.short === 'transports' && owner.home !== 'apps' && owner.short !== 'transports')
      return `${name} carries facts; only apps choose a transport`;
    if (owner.home !== 'shared') return null;
    if (found.home === 'modules') return `shared packages know no module (${name})`;
    const allowed = section === 'devDependencies' || sharedOrder[owner.short]?.includes(found.short);
    return allowed === true
      ? null
      : `${owner.short} stands before ${found.short}, or beside it, and may not depend on it`;
  });

const NO_DEPENDENCIES: Rule = (project) =>
  each(
    packagesOf(project).filter(({ home, short }) => home === 'shared' && dependOnNothing.includes(short)),
    (owner) =>
      dependenciesOf(project, owner)
        .filter(({ section }) => section !== 'devDependencies')
        .map(({ name }) => ({
          file: owner.file,
          line: lineWith(project, owner.file, `"${name}"`),
          message: `${owner.short} depends on nothing, but names ${name}`,
        })),
  );

/** One version of everything, said once; what lies in the workspace is taken from it. */
const ONE_VERSION: Rule = (project) =>
  everyDependency(project, (_owner, { name, version, found }) => {
    const wanted = found === null ? 'catalog:' : 'workspace:*';
    return version === wanted ? null : `"${name}": "${version}" must be "${wanted}"`;
  });

/** Project references say the same as package.json, so that the compiler builds in the right order. */
const REFERENCES: Rule = (project) =>
  each(
    packagesOf(project).filter(({ home, folder }) => home !== 'test' && isBuilt(project, folder)),
    (owner) => {
      const file = `${owner.folder}/tsconfig.json`;
      const referenced = referencesOf(project, file).map((path) => resolved(owner.folder, path));
      const wanted = dependenciesOf(project, owner)
        .filter(({ section }) => section === 'dependencies')
        .flatMap(({ found }) => (found !== null && isBuilt(project, found.folder) ? [found.folder] : []));
      const finding = (line: number, message: string): Finding => ({ file, line, message });
      return [
        ...wanted
          .filter((folder) => !referenced.includes(folder))
          .map((folder) => finding(1, `package.json names ${folder}; add it to the references`)),
        ...referenced
          .filter((folder) => !wanted.includes(folder))
          .map((folder) =>
            finding(
              lineWith(project, file, folder.split('/').slice(1).join('/')),
              `references ${folder}, which package.json does not name`,
            ),
          ),
      ];
    },
  );

interface TsConfig {
  readonly references?: readonly { readonly path: string }[];
  readonly compilerOptions?: { readonly outDir?: string };
}

const configOf = (project: Project, file: string): TsConfig =>
  JSON.parse(project.text(file).replaceAll(/^\s*\/\/.*$/gm, '')) as TsConfig;

const referencesOf = (project: Project, file: string): string[] =>
  configOf(project, file).references?.map(({ path }) => path) ?? [];

const isBuilt = (project: Project, folder: string): boolean =>
  project.has(`${folder}/tsconfig.json`) &&
  configOf(project, `${folder}/tsconfig.json`).compilerOptions?.outDir !== undefined;

function resolved(folder: string, path: string): string {
  const parts = folder.split('/');
  for (const step of path.split('/'))
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  return parts.join('/');
}

/** Everything that is compiled is compiled by `tsc -b` at the root. */
const ROOT_REFERENCES: Rule = (project) =>
  each(
    packagesOf(project).filter(({ folder }) => isBuilt(project, folder)),
    ({ folder }) =>
      project.has('tsconfig.json') && referencesOf(project, 'tsconfig.json').includes(folder)
        ? []
        : [{ file: 'tsconfig.json', line: 1, message: `does not reference ${folder}` }],
  );

const tasks = ['build', 'typecheck', 'lint', 'test'];

/** One way in, and the four tasks that everything is built and examined with. */
const ENTRY_POINT: Rule = (project) =>
  each(
    packagesOf(project).filter(({ home }) => home === 'modules'),
    (owner) => {
      const { folder, short, manifest, file } = owner;
      const index = `${folder}/index.ts`;
      const names = project.has(index) ? project.source(index).exports : [];
      const wanted = `${pascal(short)}Module`;
      const missing = tasks.filter((task) => manifest.scripts?.[task] === undefined);
      return [
        ...(Object.keys(manifest.exports ?? {}).join() === '.'
          ? []
          : [
              {
                file,
                line: lineWith(project, file, '"exports"'),
                message: 'exports { "." } and nothing else: a module has one entry point',
              },
            ]),
        ...(names.length === 1 && names[0] === wanted
          ? []
          : [
              {
                file: index,
                line: 1,
                message: `exports ${names.join(', ') || 'nothing'}; a module's entry point exports ${wanted} and nothing else`,
              },
            ]),
        ...(missing.length === 0
          ? []
          : [
              {
                file,
                line: lineWith(project, file, '"scripts"'),
                message: `lacks the scripts ${missing.join(', ')}`,
              },
            ]),
      ];
    },
  );

export const pascal = (name: string): string =>
  name.replaceAll(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());

export const packageRules = {
  MODULE_ISOLATION,
  PACKAGE_ORDER,
  NO_DEPENDENCIES,
  ONE_VERSION,
  REFERENCES,
  ROOT_REFERENCES,
  ENTRY_POINT,
};

import { dependOnNothing, type Importer, mayImport, sharedOrder } from '../import-table.js';
import { packageOf } from '../reading/packages.js';
import {
  codeOf,
  fileOf,
  isTest,
  layers,
  partOf,
  productionOf,
  type Target,
  targetOf,
} from '../reading/places.js';
import type { Project } from '../reading/project.js';
import type { Import } from '../reading/source.js';
import { banishedLibraries, banishedNames } from './banished.js';
import { limits } from './limits.js';
import { each, type Finding, type Rule } from './rule.js';

/** One import, judged by the table. */
export interface Edge {
  readonly file: string;
  readonly line: number;
  readonly importer: Importer;
  readonly target: string;
  /** Null when the table allows it. */
  readonly refusal: string | null;
}

/** Every import of modules and apps that the table speaks of. */
export function edgesOf(project: Project): Edge[] {
  return codeOf(project).flatMap((file) => {
    const importer = importerOf(project, file);
    if (importer === null) return [];
    return project.source(file).imports.flatMap((imported) => {
      const target = targetOf(project, file, imported);
      const row = rowOf(target, importer);
      if (row === null) return [];
      const refusal = refusalOf(importer, row, imported, target, project);
      return [{ file, line: imported.line, importer, target: row, refusal }];
    });
  });
}

function importerOf(project: Project, file: string): Importer | null {
  const home = packageOf(project, file)?.home;
  const part = partOf(project, file);
  if (home === 'apps') return part === 'test' ? null : 'app';
  if (home !== 'modules' || part === 'index') return null;
  // A file that lies in none of the parts is held to the strictest.
  return part === 'elsewhere' ? 'domain' : part;
}

/** The table's row; null for what stays inside an app, or inside the tests. */
function rowOf(target: Target, importer: Importer): string | null {
  switch (target.kind) {
    case 'node':
      return 'Node';
    case 'library':
      return target.name.startsWith('@nestjs/') ? 'Nest' : 'other libraries';
    case 'own':
      if (importer === 'app') return null;
      if (target.part === 'test') return importer === 'test' ? null : 'testing';
      return layers.some((layer) => layer === target.part) ? `own ${target.part}` : 'own module';
    case 'outside':
      return 'machinery';
    case 'inside':
    case 'package':
      return rowOfPackage(target);
  }
}

function rowOfPackage({ home, short }: { home: string; short: string }): string {
  if (home === 'modules') return 'another module';
  if (home === 'test') return 'testing';
  if (home === 'apps' || short === 'tooling' || short === 'embedded-postgres') return 'machinery';
  return short;
}

function refusalOf(
  importer: Importer,
  row: string,
  imported: Import,
  target: Target,
  project: Project,
): string | null {
  const cell = mayImport[row]?.[importer];
  const said = `${importer} may not import ${row} (${imported.specifier})`;
  if (cell === undefined) return `${said}: the import table has no row for it`;
  if (target.kind === 'outside') return `${said}: it lies in no package`;
  if (target.kind === 'inside') return `${said}: it reaches into another package by path`;
  if (cell === '✓') return null;
  const limit = limits[cell];
  if (limit === undefined) return said;
  const why = limit(imported, target, project);
  return why === null ? null : `${said}: ${why}`;
}

const IMPORT_TABLE: Rule = (project) =>
  each(edgesOf(project), ({ file, line, refusal }) =>
    refusal === null ? [] : [{ file, line, message: refusal }],
  );

const importsOf = (project: Project, files: readonly string[]) =>
  files.flatMap((file) => project.source(file).imports.map((imported) => ({ file, imported })));

const SHARED_ORDER: Rule = (project) => {
  const files = codeOf(project).filter((file) => file.startsWith('shared/'));
  return each(importsOf(project, files), ({ file, imported }) => {
    const target = targetOf(project, file, imported);
    const message = outOfOrder(project, file, target, imported.specifier);
    return message === null ? [] : [{ file, line: imported.line, message }];
  });
};

function outOfOrder(project: Project, file: string, target: Target, specifier: string): string | null {
  const own = packageOf(project, file)?.short ?? '';
  const test = isTest(project, file);
  switch (target.kind) {
    case 'own':
      return null;
    case 'node':
    case 'library':
      return !test && dependOnNothing.includes(own)
        ? `${own} depends on nothing, so it cannot import ${specifier}`
        : null;
    case 'outside':
    case 'inside':
      return `${specifier} leaves the package; name the package that it belongs to`;
    case 'package':
      if (target.home !== 'shared')
        return `shared packages know no ${target.home === 'modules' ? 'module' : 'app'} (${specifier})`;
      if (test || sharedOrder[own]?.includes(target.short) === true) return null;
      return `${own} stands before ${target.short}, or beside it, and may not import it`;
  }
}

/** Libraries that belong to few places, and features of Nest that have a better place here. */
const LIBRARY_PLACE: Rule = (project) =>
  each(importsOf(project, codeOf(project)), ({ file, imported }) => strangers(project, file, imported));

function* strangers(project: Project, file: string, imported: Import): Iterable<Finding> {
  const { specifier, line, names } = imported;
  for (const { library, only, why } of banishedLibraries) {
    const mayStay = only.length > 0 && isTest(project, file);
    if (library.test(specifier) && !mayStay && !only.some((place) => file.startsWith(place)))
      yield { file, line, message: `${specifier}: ${why}` };
  }
  for (const { name, from, instead } of banishedNames)
    if (from === specifier && names.some((one) => one.name === name) && !isTest(project, file))
      yield { file, line, message: `${name} of ${from} is not used here; ${instead}` };
}

/** Inside a package nobody goes through its entry point. */
const BARREL_INSIDE: Rule = (project) =>
  each(importsOf(project, productionOf(project)), ({ file, imported }) => {
    if (!imported.specifier.startsWith('.')) return [];
    const folder = packageOf(project, file)?.folder;
    if (fileOf(project, file, imported.specifier) !== `${folder}/index.ts`) return [];
    const message = `${imported.specifier} is the package's own entry point; import the file that declares what you need`;
    return [{ file, line: imported.line, message }];
  });

export const importRules = { IMPORT_TABLE, SHARED_ORDER, LIBRARY_PLACE, BARREL_INSIDE };

import { packagesOf } from '../reading/packages.js';
import { inModules, productionOf } from '../reading/places.js';
import type { Project } from '../reading/project.js';
import { each, type Rule } from './rule.js';

/** Errors that no route of their module ever answers with, and why. */
export const neverAnswered: Readonly<Record<string, string>> = {
  'invalid-username': 'the routes describe usernames by the same pattern, so that the input is refused first',
  'person-unknown': 'an import reports it for the line that names the person',
  'collective-not-imported': 'an import reports it for the line that names the collective',
  'version-has-other-content': 'an import reports it for the line that repeats the version',
  'publication-origin-unknown': 'an import reports it for the line that names author or collective',
};

interface Refusal {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly code: string;
  readonly kind: string | null;
}

/** Errors with a code, anywhere below a folder. */
function errorsBelow(project: Project, folder: string): Refusal[] {
  return productionOf(project)
    .filter((file) => file.startsWith(folder))
    .flatMap((file) => {
      const { classes } = project.source(file);
      return classes.flatMap((error) => {
        const said = (field: string) => error.fields.find(({ name }) => name === field)?.literal ?? null;
        const code = said('code');
        if (code === null || !error.name.endsWith('Error')) return [];
        const parent = classes.find(({ name }) => name === error.extends);
        const kind = said('kind') ?? parent?.fields.find(({ name }) => name === 'kind')?.literal ?? null;
        return [{ file, line: error.line, name: error.name, code, kind }];
      });
    });
}

/** What the routes of a module say they refuse with. */
const documented = (project: Project, folder: string) =>
  inModules(project)
    .filter((file) => file.startsWith(`${folder}/presentation/http/`))
    .flatMap((file) =>
      project
        .source(file)
        .calls.filter(({ callee }) => callee === 'Refuses')
        .map(({ line, arguments: [code, kind] }) => ({ file, line, code, kind })),
    );

const modulesOf = (project: Project) => packagesOf(project).filter(({ home }) => home === 'modules');

/** Whoever writes a client can look up every code that a route may answer with. */
const REFUSAL_DOCUMENTED: Rule = (project) =>
  each(
    modulesOf(project).flatMap(({ folder }) =>
      errorsBelow(project, `${folder}/`).map((error) => ({ ...error, folder })),
    ),
    ({ file, line, name, code, kind, folder }) => {
      if (code in neverAnswered) return [];
      const said = documented(project, folder).filter((refusal) => refusal.code === code);
      if (said.length === 0)
        return [{ file, line, message: `${name}: no route of ${folder} says @Refuses('${code}', …)` }];
      return said
        .filter((refusal) => refusal.kind !== kind)
        .map((refusal) => ({
          file: refusal.file,
          line: refusal.line,
          message: `@Refuses('${code}', '${refusal.kind ?? '…'}'), but ${name} is of the kind '${kind ?? 'unknown'}'`,
        }));
    },
  );

/** A documented refusal exists. Those with a status of their own are problems of HTTP, not errors of the domain. */
const REFUSAL_REAL: Rule = (project) =>
  each(
    modulesOf(project).flatMap(({ folder }) =>
      documented(project, folder).map((refusal) => ({ ...refusal, folder })),
    ),
    ({ file, line, code, kind, folder }) => {
      if (typeof kind !== 'string' || typeof code !== 'string') return [];
      const known = [...errorsBelow(project, `${folder}/`), ...errorsBelow(project, 'shared/')];
      if (known.some((error) => error.code === code)) return [];
      return [{ file, line, message: `@Refuses('${code}', …), but no error of ${folder} has this code` }];
    },
  );

export const refusalRules = { REFUSAL_DOCUMENTED, REFUSAL_REAL };

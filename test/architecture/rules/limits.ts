import type { Project } from '../reading/project.js';
import type { Import, ImportedName } from '../reading/source.js';
import type { Target } from '../reading/places.js';

/** What a limited cell of the import table lets through: null, or why not. */
type Limit = (imported: Import, target: Target, project: Project) => string | null;

/** Limits by the word that stands in the table. */
export const limits: Readonly<Record<string, Limit>> = {
  events: (_imported, target) =>
    target.kind === 'own' && target.file.endsWith('.events.ts')
      ? null
      : 'of the domain only the private events, *.events.ts, are translated here',

  ports: (imported, target, project) =>
    values(imported)
      .filter(({ name }) => !['abstract class', 'value'].includes(declaredIn(project, target, name)))
      .map(
        ({ name }) =>
          `${name} is no port; implement an abstract class, and take with it only types and constants`,
      )
      .at(0) ?? null,

  'commands and ports': (imported, target, project) =>
    values(imported)
      .filter(({ name }) => isHandler(project, target, name))
      .map(({ name }) => `${name} is reached through the CommandBus; import the command`)
      .at(0) ?? null,

  'common, cqrs': ({ specifier }) =>
    ['@nestjs/common', '@nestjs/cqrs'].includes(specifier)
      ? null
      : 'a use case knows only @nestjs/common and @nestjs/cqrs',

  intents: only(
    ['DelayedCommands', 'IntentSender'],
    'a module knows only DelayedCommands and IntentSender of it',
  ),

  sources: only(
    ['Clock', 'SystemClock', 'Ids', 'SystemIds', 'Randomness', 'SystemRandomness'],
    'an app binds clock, ids and randomness; rules of the domain are no business of composition',
  ),

  catalog: ({ names }) =>
    names
      .filter(({ name }) => name.endsWith('IntegrationEvent') && name !== 'IntegrationEvent')
      .map(({ name }) => `an app knows the catalog of facts, not ${name}`)
      .at(0) ?? null,

  zod: ({ specifier }) =>
    specifier === 'zod' ? null : 'here input is described with zod; all else lies behind a port',

  entry: (_imported, target) =>
    target.kind === 'package' && target.path === ''
      ? null
      : "import the module's entry point by its package's name, nothing inside it",
};

/** Types come along freely: nothing of them is left at run time. */
function only(names: readonly string[], why: string): Limit {
  return (imported) => {
    const stranger = values(imported).find(({ name }) => !names.includes(name));
    return stranger === undefined ? null : `${stranger.name}: ${why}`;
  };
}

const values = ({ typeOnly, names }: Import): readonly ImportedName[] =>
  typeOnly ? [] : names.filter((one) => !one.typeOnly);

function declaredIn(project: Project, target: Target, name: string): string {
  if (target.kind !== 'own' || !project.has(target.file)) return 'unknown';
  return project.source(target.file).declared.get(name) ?? 'unknown';
}

function isHandler(project: Project, target: Target, name: string): boolean {
  if (target.kind !== 'own' || !project.has(target.file)) return false;
  const found = project.source(target.file).classes.find((one) => one.name === name);
  return found?.decorators.some((one) => ['CommandHandler', 'EventsHandler'].includes(one.name)) === true;
}

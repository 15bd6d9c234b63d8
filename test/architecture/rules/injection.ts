import { fileOf, productionOf } from '../reading/places.js';
import type { Project } from '../reading/project.js';
import { type BuiltClass, readBuilt } from '../reading/read-built.js';
import type { Class, Parameter, Source } from '../reading/source.js';
import { packageOf } from '../reading/packages.js';
import { each, type Finding, type Rule } from './rule.js';

const injected = new Set([
  'Injectable',
  'Controller',
  'CommandHandler',
  'EventsHandler',
  'Catch',
  'Module',
  'Global',
]);

/** Classes that Nest constructs and that are given something. What a factory constructs is given it by hand. */
function constructedByNest(project: Project) {
  const files = productionOf(project);
  const byHand = new Set(
    files.flatMap((file) => project.source(file).constructions.map((made) => made.class)),
  );
  return files.flatMap((file) => {
    const source = project.source(file);
    return source.classes
      .filter(({ decorators }) => decorators.some(({ name }) => injected.has(name)))
      .filter(({ name, parameters }) => (parameters ?? []).length > 0 && !byHand.has(name))
      .map((one) => ({ file, source, one }));
  });
}

/** A type leaves nothing behind that Nest could inject by; it compiles, and fails when the program starts. */
const INJECTED_TYPE: Rule = (project) =>
  each(constructedByNest(project), ({ file, source, one }) =>
    (one.parameters ?? [])
      .filter(({ decorators }) => !decorators.includes('Inject'))
      .flatMap((parameter): Finding[] => {
        const why = notInjectable(project, file, source, parameter);
        return why === null
          ? []
          : [{ file, line: parameter.line, message: `${one.name}(${parameter.name}): ${why}` }];
      }),
  );

function notInjectable(project: Project, file: string, source: Source, { type }: Parameter): string | null {
  if (type === null) return 'has no type to inject by; name an abstract class, or use @Inject(token)';
  const here = source.declared.get(type);
  if (here !== undefined) return here === 'type' ? `${type} is only a type; make it an abstract class` : null;
  for (const { specifier, typeOnly, names } of source.imports) {
    const found = names.find(({ local }) => local === type);
    if (found === undefined) continue;
    if (typeOnly || found.typeOnly) return `${type} is imported as a type; import the class itself`;
    const home = specifier.startsWith('.') ? fileOf(project, file, specifier) : null;
    const there =
      home !== null && project.has(home) ? project.source(home).declared.get(found.name) : undefined;
    return there === 'type' ? `${type} is only a type; make it an abstract class` : null;
  }
  return `${type} is no class; name an abstract class, or use @Inject(token)`;
}

/** The same, seen from the other end: what the compiler wrote down for Nest. */
const INJECTED_METADATA: Rule = (project) => {
  const built = new Map<string, BuiltClass[]>();
  const builtIn = (file: string): BuiltClass[] => {
    const known =
      built.get(file) ?? (project.built.includes(file) ? readBuilt(file, project.text(file)) : []);
    built.set(file, known);
    return known;
  };
  return each(constructedByNest(project), ({ file, one }) => {
    const compiled = compiledFile(project, file);
    const found = builtIn(compiled).find(({ name }) => name === one.name);
    const refuse = (message: string): Finding[] => [{ file, line: one.line, message }];
    if (found === undefined || found.types.length !== (one.parameters ?? []).length)
      return refuse(`${compiled} does not hold ${one.name} as it is now; build first (pnpm build)`);
    return lost(one, found).flatMap((name) =>
      refuse(`${one.name}(${name}) is an Object to Nest, which injects nothing for it`),
    );
  });
};

const lost = (one: Class, { types, byToken }: BuiltClass): string[] =>
  types.flatMap((type, index) =>
    /\bObject\b/.test(type) && !byToken.has(index) ? [one.parameters?.[index]?.name ?? ''] : [],
  );

function compiledFile(project: Project, file: string): string {
  const folder = packageOf(project, file)?.folder ?? '';
  return `${folder}/dist${file.slice(folder.length).replace(/\.ts$/, '.js')}`;
}

export const injectionRules = { INJECTED_TYPE, INJECTED_METADATA };

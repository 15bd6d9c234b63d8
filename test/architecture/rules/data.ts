import { contextsOf, packagesOf } from '../reading/packages.js';
import { inModules, productionOf } from '../reading/places.js';
import type { Project } from '../reading/project.js';
import { each, type Finding, type Rule, together } from './rule.js';

const moduleFile = (context: string): string => `modules/${context}/${context}.module.ts`;

/** Every context keeps its data in a schema that is called like it. */
const OWN_SCHEMA: Rule = (project) =>
  each(contextsOf(project), (context) => {
    const file = moduleFile(context);
    if (!project.has(file))
      return [{ file, line: 1, message: `is missing: a context's Nest module lies there` }];
    const schemas = project
      .source(file)
      .calls.filter(({ callee }) => callee === 'PersistenceModule.forContext');
    const [schema] = schemas;
    if (schemas.length === 1 && schema?.arguments[0] === context) return [];
    const message = `must import PersistenceModule.forContext('${context}', import.meta.url), once: a context's schema is called like it`;
    return [{ file, line: schema?.line ?? 1, message }];
  });

const migrationName = /^(\d{4})_[a-z0-9]+(_[a-z0-9]+)*\.sql$/;

/** Numbered without a gap from 0001, so that two people who add one at a time notice each other. */
const MIGRATION_NUMBER: Rule = (project) =>
  each(contextsOf(project), (context) => {
    const folder = `modules/${context}/migrations`;
    const names = project.files
      .filter((file) => file.startsWith(`${folder}/`))
      .map((file) => file.slice(folder.length + 1));
    if (names.length === 0)
      return [
        {
          file: `${folder}/0001_${context}.sql`,
          line: 1,
          message: 'is missing: a context has tables of its own',
        },
      ];
    return names.flatMap((name, index): Finding[] => {
      const number = Number(migrationName.exec(name)?.[1] ?? 0);
      if (number === index + 1) return [];
      const wanted = String(index + 1).padStart(4, '0');
      return [
        { file: `${folder}/${name}`, line: 1, message: `must be called ${wanted}_<what_it_brings>.sql` },
      ];
    });
  });

/** Names of all schemas: what is handed to forContext, anywhere. */
const schemasOf = (project: Project): Set<string> =>
  new Set([
    ...contextsOf(project),
    ...productionOf(project).flatMap((file) =>
      project
        .source(file)
        .calls.filter(({ callee }) => callee.endsWith('.forContext'))
        .flatMap((call) => call.arguments[0] ?? []),
    ),
  ]);

/** SQL runs with the search path of its own context: to name a schema is to reach into somebody's. */
const FOREIGN_SCHEMA: Rule = (project) => {
  const schemas = [...schemasOf(project)].join('|');
  const qualified = new RegExp(
    String.raw`\b(?:from|join|into|update|table|references|truncate|view|type)\s+(?:if\s+(?:not\s+)?exists\s+|only\s+)?"?(${schemas})"?\."?\w+`,
    'i',
  );
  const switches = /\b(?:create|alter|drop)\s+schema\b|\bsearch_path\b|\bset\s+schema\b/i;
  const wrongWith = (sql: string) =>
    qualified.exec(sql)?.[0].replaceAll(/\s+/g, ' ') ?? switches.exec(sql)?.[0];
  const why = 'names or changes a schema; a context sees the tables of its own, without naming it';

  const migrations = project.files.filter((file) => /^modules\/.*\.sql$/.test(file));
  return together(
    each(migrations, (file) =>
      withoutComments(project.text(file))
        .split('\n')
        .flatMap((line, index) => {
          const wrong = wrongWith(line);
          return wrong === undefined ? [] : [{ file, line: index + 1, message: `"${wrong}" ${why}` }];
        }),
    ),
    each(inModules(project), (file) => {
      const { texts, calls } = project.source(file);
      return [
        ...texts.flatMap(({ text, line }) => {
          const wrong = wrongWith(text);
          return wrong === undefined ? [] : [{ file, line, message: `"${wrong}" ${why}` }];
        }),
        ...calls.flatMap(({ callee, line, arguments: [table] }) =>
          callee.endsWith('.withSchema') || (reads.test(callee) && table?.includes('.'))
            ? [{ file, line, message: `${callee.split('.').at(-1)}('${table ?? ''}') ${why}` }]
            : [],
        ),
      ];
    }),
  );
};

const reads =
  /\.(selectFrom|insertInto|updateTable|deleteFrom|mergeInto|innerJoin|leftJoin|rightJoin|fullJoin|crossJoin|table)$/;

/** Comments become spaces, so that lines keep their numbers. */
const withoutComments = (sql: string): string =>
  sql
    .replaceAll(/--.*$/gm, '')
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '));

const templates = 'modules/notifications/application/templates/templates.ts';

/** What a mail looks like is nobody's business but that of the context that sends it. */
const TEMPLATE_KEY: Rule = (project) => {
  const keys = project.has(templates)
    ? (project.source(templates).interfaces.get('TemplateValues') ?? [])
    : [];
  const others = productionOf(project).filter((file) => !file.startsWith('modules/notifications/'));
  return each(keys.length === 0 ? [] : others, (file) =>
    project
      .source(file)
      .texts.filter(({ text }) => keys.includes(text))
      .map(({ text, line }) => ({
        file,
        line,
        message: `'${text}' is the key of a mail template; say what happened, and let notifications choose the mail`,
      })),
  );
};

/** One lookup from a package's folder to its migrations: only contexts and the shared packages with tables have any. */
const SQL_PLACE: Rule = (project) =>
  each(
    packagesOf(project).filter(({ home }) => home === 'modules'),
    ({ folder }) =>
      project.files
        .filter(
          (file) =>
            file.startsWith(`${folder}/`) &&
            file.endsWith('.sql') &&
            !file.startsWith(`${folder}/migrations/`),
        )
        .map((file) => ({ file, line: 1, message: `SQL of a context lies in ${folder}/migrations/` })),
  );

export const dataRules = { OWN_SCHEMA, MIGRATION_NUMBER, FOREIGN_SCHEMA, SQL_PLACE, TEMPLATE_KEY };

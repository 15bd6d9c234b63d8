import { lineWith } from '../reading/packages.js';
import { codeOf, isTest, productionOf } from '../reading/places.js';
import type { Project } from '../reading/project.js';
import { pascal } from './packages.js';
import { each, type Rule } from './rule.js';

/** Upper limits in lines; the first that fits a file counts. */
const lengths: readonly { readonly what: string; readonly file: RegExp; readonly most: number }[] = [
  { what: 'a composition root', file: /^apps\/[\w-]+\/(main|[\w-]+\.module)\.ts$/, most: 80 },
  { what: "a context's module", file: /^modules\/[\w-]+\/[\w-]+\.module\.ts$/, most: 40 },
  { what: 'a decision', file: /^docs\/adr\/\d{4}-.*\.md$/, most: 60 },
  { what: 'a README', file: /(^|\/)README\.md$/, most: 130 },
  {
    what: 'a production file',
    file: /^(apps|modules|shared)\/(?!.*\/(test|generated)\/).*\.(ts|mts|mjs|js|sql)$/,
    most: 400,
  },
];

const FILE_LENGTH: Rule = (project) =>
  each(
    project.files.flatMap((file) => {
      const limit = lengths.find((one) => one.file.test(file));
      return limit === undefined ? [] : [{ file, limit }];
    }),
    ({ file, limit: { what, most } }) => {
      const lines = written(project.text(file)).replace(/\n$/, '').split('\n').length;
      return lines <= most
        ? []
        : [{ file, line: most + 1, message: `${what} has at most ${most} lines, this one ${lines}` }];
    },
  );

/** Without what is drawn into a page from the code. */
const written = (text: string): string => text.replaceAll(/<!-- generated:[\s\S]*?<!-- \/generated -->/g, '');

const ANY_TYPE: Rule = (project) =>
  each(
    codeOf(project).filter((file) => /\.m?ts$/.test(file)),
    (file) =>
      project.source(file).anys.map((line) => ({
        file,
        line,
        message: 'any says nothing; use unknown and find out, or name the type',
      })),
  );

/** Tools that ask for one. */
const mayExportDefault = /(^|\/)(vitest\.config|global-setup)\.ts$/;

const DEFAULT_EXPORT: Rule = (project) =>
  each(
    codeOf(project).filter((file) => !mayExportDefault.test(file)),
    (file) => {
      const line = project.source(file).defaultExport;
      return line === null
        ? []
        : [
            {
              file,
              line,
              message: 'a default export has a different name wherever it is imported; export a name',
            },
          ];
    },
  );

const emptyNames = new Set(['common', 'helper', 'helpers', 'lib', 'misc', 'src', 'util', 'utils']);

const FOLDER_NAME: Rule = (project) =>
  each(codeOf(project), (file) => {
    const folders = file.split('/').slice(0, -1);
    const stem = file.split('/').at(-1)?.split('.')[0] ?? '';
    const empty = [...folders, stem].find((name) => emptyNames.has(name));
    return empty === undefined
      ? []
      : [{ file, line: 1, message: `${empty} says nothing; name the place after what it is about` }];
  });

/** Dotted suffixes tell a role at a boundary. */
const suffixes = new Set([
  ...['controller', 'publisher', 'consumer', 'repository', 'module', 'events', 'errors', 'integration-event'],
  ...['guard', 'pipe', 'filter', 'interceptor', 'transport', 'broker'],
  ...['spec', 'module.spec', 'types.spec', 'architecture.spec', 'document.spec', 'features', 'config'],
]);

const FILE_NAME: Rule = (project) =>
  each(codeOf(project), (file) => {
    const name =
      file
        .split('/')
        .at(-1)
        ?.replace(/\.(ts|mts|mjs|js)$/, '') ?? '';
    const [stem = '', ...dotted] = name.split('.');
    const suffix = dotted.join('.');
    const version = /^v\d+\.integration-event$/.test(suffix);
    // A publisher's spec is called after the publisher.
    const known =
      suffix === '' || version || suffixes.has(suffix) || suffixes.has(suffix.replace(/\.spec$/, ''));
    if (known && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) return [];
    return [
      {
        file,
        line: 1,
        message: `${name}: names are in-small-letters, with a suffix only for a role at a boundary`,
      },
    ];
  });

const rolesByName = ['controller', 'publisher', 'consumer', 'module'];

/** What is named after its role is called like its file. */
const CLASS_NAME: Rule = (project) =>
  each(
    productionOf(project).filter((file) => rolesByName.some((role) => file.endsWith(`.${role}.ts`))),
    (file) => {
      const [stem = '', role = ''] = file.split('/').at(-1)?.split('.') ?? [];
      const wanted = `${pascal(stem)}${pascal(role)}`;
      const { exports, classes } = project.source(file);
      if (exports.includes(wanted) && classes.some(({ name }) => name === wanted)) return [];
      return [
        { file, line: classes[0]?.line ?? 1, message: `must declare ${wanted}, as the file is called` },
      ];
    },
  );

/** Names of the field that stay as they are. */
const knownInterfaces = new Set(['IDomainEvent', 'IEventStore']);

const EMPTY_NAME: Rule = (project) =>
  each(productionOf(project), (file) =>
    [...project.source(file).declared.keys()]
      .filter(
        (name) =>
          (/^I[A-Z][a-z]/.test(name) && !knownInterfaces.has(name)) ||
          /(Impl|Helper|Helpers|Util|Utils)$/.test(name),
      )
      .map((name) => ({
        file,
        line: lineWith(project, file, name),
        message: `${name}: no I in front, no Impl, Helper or Util behind; say what it is`,
      })),
  );

/** Names that a minifier, a bundler or a rename would change do not go out. */
const CONSTRUCTOR_NAME: Rule = (project) =>
  each(productionOf(project), (file) =>
    lines(project, file).flatMap((text, index) =>
      /\.constructor\.name\b/.test(text) && !mayNameClasses.test(file)
        ? [
            {
              file,
              line: index + 1,
              message: 'constructor.name is no name for anything that lasts; use a literal',
            },
          ]
        : [],
    ),
  );

/** Where a class's name is said to people, in spans and errors, and to nobody else. */
const mayNameClasses =
  /^shared\/infrastructure\/persistence\/|^shared\/integration-events\/facts\.ts$|^modules\/telemetry\/presentation\/consumers\/any-fact\.consumer\.ts$/;

const lines = (project: Project, file: string): string[] => project.text(file).split('\n');

/** A pure spec of the domain runs without a database, a server or Nest. */
const DOMAIN_SPEC: Rule = (project) =>
  each(
    codeOf(project).filter(
      (file) => /^modules\/[^/]+\/test\/[\w-]+\.spec\.ts$/.test(file) && isDomainSpec(project, file),
    ),
    (file) =>
      withTestFiles(project, file).flatMap((at) =>
        project
          .source(at)
          .imports.filter(({ specifier, typeOnly }) => !typeOnly && infrastructure.test(specifier))
          .map(({ line, specifier }) => ({
            file: at,
            line,
            message: `${specifier}: a spec of the domain touches nothing; call it *.module.spec.ts if it needs this`,
          })),
      ),
  );

const infrastructure =
  /^@boardwalk\/(persistence|messaging|http|inspection|served-log|embedded-postgres)$|^(pg|kysely|bullmq|ioredis)$|^@nestjs\/(core|platform-)|^\.\.\/infrastructure\//;

const isDomainSpec = (project: Project, file: string): boolean =>
  project.source(file).imports.some(({ specifier }) => specifier.startsWith('../domain/'));

/** A spec with the files of its folder that it imports. */
function withTestFiles(project: Project, file: string): string[] {
  const folder = file.slice(0, file.lastIndexOf('/'));
  const beside = project.source(file).imports.flatMap(({ specifier }) => {
    const at = `${folder}/${specifier.slice(2).replace(/\.js$/, '.ts')}`;
    return specifier.startsWith('./') && project.has(at) && isTest(project, at) ? [at] : [];
  });
  return [file, ...new Set(beside)];
}

export const styleRules = {
  FILE_LENGTH,
  ANY_TYPE,
  DEFAULT_EXPORT,
  FOLDER_NAME,
  FILE_NAME,
  CLASS_NAME,
  EMPTY_NAME,
  CONSTRUCTOR_NAME,
  DOMAIN_SPEC,
};

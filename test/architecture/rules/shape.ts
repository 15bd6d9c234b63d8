import { packagesOf } from '../reading/packages.js';
import type { Project } from '../reading/project.js';
import { each, type Finding, type Rule } from './rule.js';

/** What stands at the top: folders with a trailing slash. `true` must be there, `false` may be. */
export const topLevel: Readonly<Record<string, boolean>> = {
  'apps/': true,
  'modules/': true,
  'shared/': true,
  'docs/': true,
  'test/': true,
  '.ci/': true,
  '.github/': true,
  '.changeset/': false,
  'package.json': true,
  'pnpm-workspace.yaml': true,
  'pnpm-lock.yaml': true,
  'turbo.json': true,
  'tsconfig.json': true,
  'vitest.config.ts': true,
  'biome.json': true,
  '.oxlintrc.json': true,
  '.gitignore': true,
  '.gitattributes': false,
  '.editorconfig': false,
  '.npmrc': false,
  '.node-version': true,
  '.dockerignore': false,
  Dockerfile: false,
  'compose.yaml': false,
  'fly.toml': false,
  'README.md': true,
  LICENSE: true,
  'CONTRIBUTING.md': true,
  'CHANGELOG.md': true,
  'SECURITY.md': true,
};

const TOP_LEVEL: Rule = (project) => {
  const present = new Set(
    project.files.map((file) => (file.includes('/') ? `${file.split('/')[0]}/` : file)),
  );
  return each([...new Set([...present, ...Object.keys(topLevel)])], (entry) => {
    if (!(entry in topLevel))
      return [
        {
          file: entry,
          line: 1,
          message: 'has no place at the top; it belongs to a package, to docs/ or to test/',
        },
      ];
    return topLevel[entry] === true && !present.has(entry)
      ? [{ file: entry, line: 1, message: 'is missing' }]
      : [];
  });
};

/** Where the pattern of publishers and consumers puts its files, and where it took old ones away. */
const fileMap: readonly { readonly path: string; readonly present: boolean }[] = [
  { path: 'shared/integration-events/identity/user-registered.integration-event.ts', present: true },
  { path: 'shared/integration-events/identity/client-registered.integration-event.ts', present: true },
  { path: 'modules/identity/presentation/publishers/identity.publisher.ts', present: true },
  { path: 'modules/notifications/presentation/consumers/user-registered.consumer.ts', present: true },
  { path: 'modules/notifications/presentation/consumers/client-registered.consumer.ts', present: true },
  { path: 'modules/notifications/application/send-email-notification.ts', present: true },
  { path: 'shared/infrastructure/observability/base-publisher.ts', present: true },
  { path: 'shared/infrastructure/observability/base-consumer.ts', present: true },
  { path: 'modules/identity/domain/events/', present: false },
  { path: 'modules/notifications/application/events/', present: false },
];

const FILE_MAP: Rule = (project) =>
  each(fileMap, ({ path, present }) => {
    const found = project.files.some(
      (file) => file === path || (path.endsWith('/') && file.startsWith(path)),
    );
    if (found === present) return [];
    return [
      {
        file: path,
        line: 1,
        message: present ? 'is missing from where the file map puts it' : 'should be gone',
      },
    ];
  });

/** Classes whose names are part of the pattern. */
const namedClasses: readonly {
  readonly file: string;
  readonly name: string;
  readonly methods: readonly string[];
}[] = [
  {
    file: 'modules/identity/presentation/publishers/identity.publisher.ts',
    name: 'IdentityPublisher',
    methods: ['publishUserRegistered', 'publishClientRegistered'],
  },
  {
    file: 'modules/notifications/presentation/consumers/user-registered.consumer.ts',
    name: 'UserRegisteredConsumer',
    methods: ['toCommand'],
  },
  {
    file: 'modules/notifications/presentation/consumers/client-registered.consumer.ts',
    name: 'ClientRegisteredConsumer',
    methods: ['toCommand'],
  },
  {
    file: 'modules/notifications/application/send-email-notification.ts',
    name: 'SendEmailNotificationCommand',
    methods: [],
  },
];

const NAMED_CLASSES: Rule = (project) =>
  each(namedClasses, ({ file, name, methods }) => {
    const found = project.has(file)
      ? project.source(file).classes.find((one) => one.name === name)
      : undefined;
    if (found === undefined) return [{ file, line: 1, message: `declares no class ${name}` }];
    return methods
      .filter((method) => !found.methods.some((one) => one.name === method))
      .map((method) => ({ file, line: found.line, message: `${name} has no method ${method}` }));
  });

/** A publisher's methods promise nothing that could fail later. */
const PUBLISH_VOID: Rule = (project) =>
  each(
    project.files.filter((file) => file.endsWith('.publisher.ts') && file.startsWith('modules/')),
    (file) =>
      project.source(file).classes.flatMap((publisher) =>
        publisher.methods
          .filter(
            ({ name, returns, visibility }) =>
              !/^publish[A-Z]/.test(name) || returns !== 'void' || visibility !== 'public',
          )
          .map(({ name, line }) => ({
            file,
            line,
            message: `${publisher.name}.${name}: a publisher has one public method per fact, publish…(event): void`,
          })),
      ),
  );

const needed = ['package.json', 'tsconfig.json', 'README.md', 'index.ts'];
const allowed = new Set([
  'domain',
  'application',
  'infrastructure',
  'presentation',
  'migrations',
  'test',
  ...needed,
]);
const presentation = new Set(['http', 'publishers', 'consumers']);

/** All modules look alike, so that who knows one knows them all. */
const MODULE_SHAPE: Rule = (project) =>
  each(
    packagesOf(project).filter(({ home }) => home === 'modules'),
    ({ folder, short }) => {
      const files = project.files.filter((file) => file.startsWith(`${folder}/`));
      const entries = new Set(files.map((file) => file.slice(folder.length + 1).split('/')[0] ?? ''));
      const faces = files.filter((file) => file.startsWith(`${folder}/presentation/`));
      const finding = (path: string, message: string): Finding => ({
        file: `${folder}/${path}`,
        line: 1,
        message,
      });
      return [
        ...[...needed, `${short}.module.ts`]
          .filter((name) => !entries.has(name))
          .map((name) => finding(name, 'is missing; every module has one')),
        ...[...entries]
          .filter((name) => !allowed.has(name) && name !== `${short}.module.ts`)
          .map((name) =>
            finding(
              name,
              'has no place in a module; it belongs in domain, application, infrastructure or presentation',
            ),
          ),
        ...faces
          .filter((file) => !presentation.has(file.split('/')[3] ?? ''))
          .map((file) =>
            finding(file.slice(folder.length + 1), 'presentation is http, publishers and consumers'),
          ),
      ];
    },
  );

/** Folders of packages in the shared part; anything else is a new package, and a decision. */
const SHARED_SHAPE: Rule = (project: Project) =>
  each(
    project.files.filter((file) => file.startsWith('shared/')),
    (file) => {
      const [, first = '', second = ''] = file.split('/');
      if (['domain', 'integration-events', 'testing', 'tooling'].includes(first)) return [];
      if (
        first === 'infrastructure' &&
        [
          'observability',
          'persistence',
          'messaging',
          'http',
          'inspection',
          'served-log',
          'transports',
          'embedded-postgres',
        ].includes(second)
      )
        return [];
      return [{ file, line: 1, message: 'lies in no shared package that the architecture knows' }];
    },
  );

export const shapeRules = { TOP_LEVEL, FILE_MAP, NAMED_CLASSES, PUBLISH_VOID, MODULE_SHAPE, SHARED_SHAPE };

// Who may import what. ✓ may, ✗ may not; a word is a limit, explained in rules/limits.ts.

/** Parts of a module, and apps, from left to right; what they might import, from top to bottom. */
export const mayImport = readTable(`
| from →              | domain | application  | infrastructure | presentation       | module | test | app     |
| own domain          | ✓      | ✓            | ✓              | events             | ✓      | ✓    |         |
| own application     | ✗      | ✓            | ports          | commands and ports | ✓      | ✓    |         |
| own infrastructure  | ✗      | ✗            | ✓              | ✗                  | ✓      | ✓    |         |
| own presentation    | ✗      | ✗            | ✗              | ✓                  | ✓      | ✓    |         |
| own module          | ✗      | ✗            | ✗              | ✗                  | ✗      | ✓    |         |
| domain              | ✓      | ✓            | ✓              | ✓                  | ✓      | ✓    | sources |
| integration-events  | ✗      | ✗            | ✗              | ✓                  | ✗      | ✓    | catalog |
| observability       | ✗      | ✗            | ✗              | ✓                  | ✗      | ✓    | ✓       |
| persistence         | ✗      | ✗            | ✓              | ✗                  | ✓      | ✓    | ✓       |
| messaging           | ✗      | ✗            | intents        | ✗                  | ✓      | ✓    | ✓       |
| http                | ✗      | ✗            | ✗              | ✓                  | ✓      | ✓    | ✓       |
| inspection          | ✗      | ✗            | ✗              | ✗                  | ✗      | ✗    | ✓       |
| served-log          | ✗      | ✗            | ✗              | ✗                  | ✗      | ✗    | ✓       |
| Nest                | ✗      | common, cqrs | ✓              | ✓                  | ✓      | ✓    | ✓       |
| Node                | ✗      | ✗            | ✓              | ✓                  | ✓      | ✓    | ✓       |
| other libraries     | ✗      | ✗            | ✓              | zod                | ✗      | ✓    | ✓       |
| another module      | ✗      | ✗            | ✗              | ✗                  | ✗      | ✗    | entry   |
| transports          | ✗      | ✗            | ✗              | ✗                  | ✗      | ✗    | ✓       |
| testing             | ✗      | ✗            | ✗              | ✗                  | ✗      | ✓    | ✗       |
| machinery           | ✗      | ✗            | ✗              | ✗                  | ✗      | ✗    | ✓       |
`);

/**
 * The shared packages, each with those it may import: only what stands above it. None knows a module, an app, or which
 * transport carries facts. Their tests may import all of them, and testing besides.
 */
export const sharedOrder: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  'integration-events': [],
  tooling: [],
  'embedded-postgres': ['tooling'],
  observability: ['domain', 'integration-events'],
  persistence: ['domain', 'integration-events', 'observability'],
  messaging: ['domain', 'integration-events', 'observability', 'persistence'],
  http: ['domain', 'integration-events', 'observability', 'persistence'],
  // Those that speak to the same server share how.
  transports: ['domain', 'integration-events', 'observability', 'persistence', 'messaging', 'transports'],
  inspection: ['domain', 'integration-events', 'observability', 'persistence', 'messaging', 'http'],
  'served-log': ['messaging', 'http'],
  testing: [
    ...['domain', 'integration-events', 'observability', 'persistence', 'messaging', 'http', 'transports'],
    ...['embedded-postgres', 'tooling'],
  ],
};

/** Shared packages that depend on nothing at all, neither Nest nor Node. */
export const dependOnNothing: readonly string[] = ['domain', 'integration-events'];

export type Importer =
  | 'domain'
  | 'application'
  | 'infrastructure'
  | 'presentation'
  | 'module'
  | 'test'
  | 'app';

/** target → importer → `✓`, `✗`, the name of a limit, or nothing where the question does not arise */
export type ImportTable = Readonly<Record<string, Readonly<Record<Importer, string>>>>;

function readTable(text: string): ImportTable {
  const rows = text
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [[, ...importers] = [], ...targets] = rows;
  return Object.fromEntries(
    targets.map(([target = '', ...cells]) => [
      target,
      Object.fromEntries(importers.map((importer, column) => [importer, cells[column] ?? ''])),
    ]),
  ) as ImportTable;
}

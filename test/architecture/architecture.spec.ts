import { projectRoot } from '@boardwalk/tooling/catalog/source.mjs';
import type { IDomainEvent } from '@boardwalk/domain';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { projectAt } from './reading/project.js';
import { boundaries } from './rules.js';
import { bookkeeping } from './rules/aggregates.js';
import { type Edge, edgesOf } from './rules/imports.js';
import { neverAnswered } from './rules/refusals.js';

const project = projectAt(projectRoot);
const verdict = boundaries.verify(project);
const edges = edgesOf(project);
const broken = (...rules: string[]) => verdict.broken(...rules);

/** Imports that the table refuses, of those that are asked about. */
const refused = (about: (edge: Edge) => boolean): string[] =>
  edges
    .filter((edge) => about(edge) && edge.refusal !== null)
    .map(({ file, line, refusal }) => `${file}:${line}: ${refusal}`);

/** Imports between two folders, in one direction. */
const between = (from: string, to: string): string[] =>
  project.files
    .filter((file) => file.startsWith(`modules/${from}/`) && file.endsWith('.ts'))
    .flatMap((file) => project.source(file).imports.map(({ specifier }) => `${file}: ${specifier}`))
    .filter((line) => line.includes(`@boardwalk/${to}`) || line.includes(`../${to}/`));

describe('the whole project', () => {
  it('is looked at: hundreds of files, thousands of imports', () => {
    expect(project.files.length).toBeGreaterThan(500);
    expect(edges.length).toBeGreaterThan(1000);
  });

  it('breaks no rule, and gives every rule something to look at', () => {
    expect(broken(...Object.keys(boundaries.rules))).toEqual([]);
  });

  it('needs each exception that the rules make for it', () => {
    const sources = project.files
      .filter((file) => /^modules\/.*\/domain\/.*\.ts$/.test(file))
      .map(project.source);
    const classes = sources.flatMap((source) => source.classes);
    const codes = classes.flatMap(({ fields }) => fields.filter(({ name }) => name === 'code'));
    const methods = classes.flatMap((one) => one.methods.map(({ name }) => `${one.name}.${name}`));
    expect(codes.map(({ literal }) => literal)).toEqual(expect.arrayContaining(Object.keys(neverAnswered)));
    expect(methods).toEqual(expect.arrayContaining(Object.keys(bookkeeping)));
  });
});

describe('modules', () => {
  it('import only what the table lets each of their parts import [1-24]', () => {
    expect(broken('IMPORT_TABLE', 'LIBRARY_PLACE', 'BARREL_INSIDE', 'ENTRY_POINT')).toEqual([]);
  });

  it('name no other module, whatever for [1-24]', () => {
    expect(broken('MODULE_ISOLATION', 'FOREIGN_SCHEMA', 'OWN_SCHEMA')).toEqual([]);
  });

  it('identity and notifications know nothing of each other, in either direction [4-01]', () => {
    expect(broken('MODULE_ISOLATION')).toEqual([]);
    expect(between('identity', 'notifications')).toEqual([]);
    expect(between('notifications', 'identity')).toEqual([]);
    expect(between('identity', 'domain').length).toBeGreaterThan(0);
  });

  it('keep their private events: nobody outside imports a domain folder, and no entry point exports one [4-02]', () => {
    expect(refused(({ target }) => target === 'another module')).toEqual([]);
    expect(broken('SHARED_ORDER', 'ENTRY_POINT')).toEqual([]);
  });

  it('keep their tables in a schema of their own, with migrations of their own, and name no other [4-17]', () => {
    expect(broken('OWN_SCHEMA', 'MIGRATION_NUMBER', 'FOREIGN_SCHEMA', 'SQL_PLACE')).toEqual([]);
  });

  it('look alike: layers, entry point, canvas, and the same four tasks [2-07]', () => {
    expect(broken('MODULE_SHAPE', 'ENTRY_POINT', 'REFERENCES', 'ROOT_REFERENCES')).toEqual([]);
  });

  it('load aggregates from their tables: no repository can see a fact or the log [0-23]', () => {
    const repositories = edges.filter(({ importer }) => importer === 'infrastructure');
    expect(repositories.filter(({ target }) => target === 'integration-events')).toEqual([]);
    expect(
      refused(({ importer, target }) => importer === 'infrastructure' && target === 'messaging'),
    ).toEqual([]);
    expect(repositories.length).toBeGreaterThan(0);
  });

  it('telemetry and discord know nothing of other contexts but the contracts [0-26]', () => {
    const known = ['telemetry', 'discord'].flatMap((reactor) =>
      ['identity', 'collectives', 'extensions', 'stats', 'notifications'].flatMap((other) =>
        between(reactor, other),
      ),
    );
    expect(known).toEqual([]);
    expect(broken('MODULE_ISOLATION')).toEqual([]);
    expect(between('telemetry', 'integration-events').length).toBeGreaterThan(0);
  });
});

describe('the domain', () => {
  it('imports its own folder and @boardwalk/domain, and so nothing of queues or brokers [2-01]', () => {
    const targets = edges.filter(({ importer }) => importer === 'domain');
    expect([...new Set(targets.map(({ target }) => target))].sort()).toEqual(['domain', 'own domain']);
    expect(broken('SHARED_ORDER', 'NO_DEPENDENCIES')).toEqual([]);
  });

  it('has events of its own and knows nothing of telemetry [0-10]', () => {
    expect(verdict.examined('EVENT_KIND')).toBeGreaterThan(0);
    expect(broken('EVENT_KIND', 'EVENT_NAME', 'EVENT_IN_UNION')).toEqual([]);
  });

  it('speaks of what happened through IDomainEvent: when, and to which aggregate [2-03]', () => {
    expectTypeOf<IDomainEvent>().toEqualTypeOf<{
      readonly dateTimeOccurred: Date;
      getAggregateId(): string;
    }>();
    expect(broken('EVENT_KIND')).toEqual([]);
  });

  it('is tested without any infrastructure [2-16]', () => {
    expect(broken('DOMAIN_SPEC')).toEqual([]);
  });

  it('records an event with every change [1-20]', () => {
    expect(broken('SILENT_CHANGE')).toEqual([]);
  });

  it('is told the time, and given ids and chance', () => {
    expect(broken('AMBIENT')).toEqual([]);
  });

  it('is the same on every transport: only apps may name one [2-21]', () => {
    expect(refused(({ target }) => target === 'transports')).toEqual([]);
    expect(broken('PACKAGE_ORDER', 'SHARED_ORDER', 'LIBRARY_PLACE')).toEqual([]);
  });
});

describe('facts', () => {
  it('are staged by publishers and by nobody else', () => {
    expect(broken('FACT_STAGING', 'PUBLISHER_NAME')).toEqual([]);
  });

  it('cannot be published by a command handler, which never sees an event bus [4-06]', () => {
    expect(broken('EVENT_BUS')).toEqual([]);
    expect(refused(({ importer }) => importer === 'application')).toEqual([]);
  });

  it('are told by no route [0-14]', () => {
    expect(broken('ROUTE_PUBLISHES')).toEqual([]);
  });

  it('are published by typed methods that return nothing, those of IdentityPublisher among them [4-05]', () => {
    expect(broken('NAMED_CLASSES', 'PUBLISH_VOID')).toEqual([]);
  });

  it('reach a context through consumers that only translate [3-09]', () => {
    expect(broken('CONSUMER_PURE', 'CONSUMER_FILE')).toEqual([]);
  });

  it('are consumed in notifications by UserRegisteredConsumer and ClientRegisteredConsumer [4-19]', () => {
    expect(broken('NAMED_CLASSES')).toEqual([]);
  });

  it('lose no field to a spread that the compiler does not check [0-09]', () => {
    expect(broken('CHECKED_SPREAD')).toEqual([]);
  });

  it('choose no mail: the keys of templates stand in notifications alone [4-08]', () => {
    expect(broken('TEMPLATE_KEY')).toEqual([]);
  });

  it('lie, with their publisher and their consumers, where the file map says, and what it deletes is gone [4-16]', () => {
    expect(broken('FILE_MAP', 'NAMED_CLASSES')).toEqual([]);
  });

  it('are told by private events, handlers and machinery that lie where the layout says [3-03]', () => {
    expect(broken('ROLE_PLACE', 'LOCAL_HANDLER', 'SHARED_SHAPE')).toEqual([]);
  });
});

describe('shared packages', () => {
  it('stand in one order, and know no module, no app and no transport', () => {
    expect(broken('SHARED_ORDER', 'PACKAGE_ORDER')).toEqual([]);
  });

  it('serve tests, where they do, to tests only', () => {
    expect(refused(({ target }) => target === 'testing')).toEqual([]);
    expect(broken('SHARED_ORDER', 'PACKAGE_ORDER')).toEqual([]);
  });

  it('of domain and contracts depend on nothing [4-14]', () => {
    expect(broken('NO_DEPENDENCIES', 'SHARED_ORDER')).toEqual([]);
  });
});

describe('Nest', () => {
  it('finds a real class behind every constructor parameter, in the source and in what was built of it', () => {
    expect(broken('INJECTED_TYPE', 'INJECTED_METADATA')).toEqual([]);
  });
});

describe('refusals', () => {
  it('are documented at a route of their module, under their own kind, and no other is', () => {
    expect(broken('REFUSAL_DOCUMENTED', 'REFUSAL_REAL')).toEqual([]);
  });
});

describe('the tree', () => {
  it('has at its top what belongs there', () => {
    expect(broken('TOP_LEVEL')).toEqual([]);
  });

  it('says every version once', () => {
    expect(broken('ONE_VERSION')).toEqual([]);
  });
});

describe('files', () => {
  it('stay short: production 400 lines, modules 40, composition roots 80, READMEs 130, decisions 60', () => {
    expect(broken('FILE_LENGTH')).toEqual([]);
  });

  it('say what they are by their names, and their classes likewise', () => {
    expect(broken('FOLDER_NAME', 'FILE_NAME', 'CLASS_NAME', 'EMPTY_NAME', 'CONSTRUCTOR_NAME')).toEqual([]);
  });

  it('hold no any and no default export', () => {
    expect(broken('ANY_TYPE', 'DEFAULT_EXPORT')).toEqual([]);
  });
});

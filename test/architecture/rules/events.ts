import { saysWhatHappened } from '@boardwalk/tooling/catalog/rules.mjs';
import { contextsOf } from '../reading/packages.js';
import { inModules, partOf, productionOf } from '../reading/places.js';
import type { Project } from '../reading/project.js';
import { each, type Rule } from './rule.js';

const inContext = (file: string): string => file.split('/')[1] ?? '';
const isPublisher = (file: string): boolean =>
  /\/presentation\/publishers\/[\w-]+\.publisher\.ts$/.test(file);

const eventFiles = (project: Project): string[] =>
  inModules(project).filter((file) => partOf(project, file) === 'domain' && file.endsWith('.events.ts'));

const privateEvents = (project: Project) =>
  eventFiles(project).flatMap((file) => project.source(file).classes.map((event) => ({ file, event })));

/** A fact comes to be in a publisher, where the unit of work takes it; anywhere else it would be lost or lie. */
const FACT_STAGING: Rule = (project) =>
  each(
    productionOf(project).filter((file) => !/^shared\/(integration-events|testing)\//.test(file)),
    (file) =>
      project
        .source(file)
        .constructions.filter((made) => made.class.endsWith('IntegrationEvent') && !isPublisher(file))
        .map(({ line, class: name }) => ({
          file,
          line,
          message: `new ${name}(): facts are staged in publishers only; record a private event and translate it there`,
        })),
  );

/** Whoever holds the bus can publish past the publisher. */
const EVENT_BUS: Rule = (project) =>
  each(
    productionOf(project).filter((file) => /^(modules|apps)\//.test(file)),
    (file) =>
      project
        .source(file)
        .imports.filter(
          ({ specifier, names }) =>
            specifier === '@nestjs/cqrs' && names.some(({ name }) => name === 'EventBus'),
        )
        .map(({ line }) => ({
          file,
          line,
          message:
            'imports EventBus; let the aggregate record an event, its repository hands it to the publisher',
        })),
  );

/** Structurally equal classes are told apart by this literal, and a publisher's table is complete because of it. */
const EVENT_KIND: Rule = (project) =>
  each(privateEvents(project), ({ file, event }) => {
    const { name, line } = event;
    const kind = event.fields.find((field) => field.name === 'kind')?.literal;
    if (!event.implements.includes('IDomainEvent'))
      return [{ file, line, message: `${name} must implement IDomainEvent` }];
    if (kind === name) return [];
    return [{ file, line, message: `${name} must say readonly kind = '${name}' as const` }];
  });

const EVENT_NAME: Rule = (project) =>
  each(privateEvents(project), ({ file, event: { name, line } }) =>
    saysWhatHappened(kebab(name))
      ? []
      : [{ file, line, message: `${name} does not say what happened; end it with a verb in the past tense` }],
  );

/** An event that is in no union is in no publisher's table. */
const EVENT_IN_UNION: Rule = (project) =>
  each(privateEvents(project), ({ file, event: { name, line } }) => {
    const own = eventFiles(project).filter((other) => inContext(other) === inContext(file));
    const unions = own.flatMap((other) => [...project.source(other).unions]);
    if (unions.some(([union, members]) => union.endsWith('Event') && members.includes(name))) return [];
    return [
      { file, line, message: `${name} is in no union of events, so that no publisher has to speak of it` },
    ];
  });

/**
 * What may stand where: told by a decorator or a base class. Consumers of one subscription may have a folder, and need one where
 * the context takes a fact in a second time.
 */
const roles: readonly { role: string; at: RegExp; home: string }[] = [
  { role: '@CommandHandler', at: /\/application\/[\w-]+\.ts$/, home: 'application/<use-case>.ts' },
  {
    role: '@EventsHandler',
    at: /\/(presentation\/consumers\/([\w-]+\/)?[\w-]+\.consumer|application\/when-[\w-]+)\.ts$/,
    home: 'presentation/consumers/<fact>.consumer.ts, or application/when-<private event>.ts',
  },
  {
    role: '@Controller',
    at: /\/presentation\/http\/[\w-]+\.controller\.ts$/,
    home: 'presentation/http/*.controller.ts',
  },
  {
    role: 'BasePublisher',
    at: /\/presentation\/publishers\/[\w-]+\.publisher\.ts$/,
    home: 'presentation/publishers/<context>.publisher.ts',
  },
  {
    role: 'BaseConsumer',
    at: /\/presentation\/consumers\/([\w-]+\/)?[\w-]+\.consumer\.ts$/,
    home: 'presentation/consumers/<fact>.consumer.ts',
  },
  { role: 'AggregateRoot', at: /\/domain\/[\w-]+\.ts$/, home: 'domain/<aggregate>.ts' },
  { role: 'DomainError', at: /\/domain\/[\w-]+\.errors\.ts$/, home: 'domain/<aggregate>.errors.ts' },
  { role: 'IDomainEvent', at: /\/domain\/[\w-]+\.events\.ts$/, home: 'domain/<aggregate>.events.ts' },
];

const ROLE_PLACE: Rule = (project) =>
  each(
    inModules(project).flatMap((file) => project.source(file).classes.map((one) => ({ file, one }))),
    ({ file, one }) => {
      const own = [one.extends, ...one.implements, ...one.decorators.map(({ name }) => `@${name}`)];
      return roles
        .filter(({ role, at }) => own.includes(role) && !at.test(file))
        .map(({ role, home }) => ({
          file,
          line: one.line,
          message: `${one.name}: ${role} belongs in ${home}`,
        }));
    },
  );

/** A local handler reacts to its own context's events; what other contexts publish comes in through consumers. */
const LOCAL_HANDLER: Rule = (project) =>
  each(
    inModules(project).filter((file) => partOf(project, file) === 'application'),
    (file) => {
      const announced = /\/when-([\w-]+)\.ts$/.exec(file)?.[1];
      const handlers = project
        .source(file)
        .classes.filter((one) => one.decorators.some(({ name }) => name === 'EventsHandler'));
      return handlers.flatMap((handler) => {
        const handled = handler.decorators.find(({ name }) => name === 'EventsHandler')?.arguments ?? [];
        if (announced === undefined || handled.every((event) => kebab(event) === announced)) return [];
        const message = `handles ${handled.join(', ')}; when-${announced}.ts handles the private event of that name`;
        return [{ file, line: handler.line, message }];
      });
    },
  );

/** A consumer is a pure function with a name. */
const CONSUMER_PURE: Rule = (project) =>
  each(
    inModules(project).filter((file) => file.endsWith('.consumer.ts')),
    (file) =>
      project.source(file).classes.flatMap((consumer) => {
        const refuse = (line: number, message: string) => ({ file, line, message });
        const strange = consumer.methods.filter(({ name, async }) => name !== 'toCommand' || async);
        return [
          ...(consumer.extends === 'BaseConsumer'
            ? []
            : [refuse(consumer.line, `${consumer.name} must extend BaseConsumer`)]),
          ...(consumer.parameters === null
            ? []
            : [
                refuse(
                  consumer.line,
                  `${consumer.name} has a constructor; a consumer translates, what it would look up belongs in the command's handler`,
                ),
              ]),
          ...strange.map(({ line, name }) =>
            refuse(
              line,
              `${consumer.name}.${name}: a consumer has one method, toCommand, which awaits nothing`,
            ),
          ),
        ];
      }),
  );

/** One grep for the tail of a wire name finds contract and consumers. */
const CONSUMER_FILE: Rule = (project) =>
  each(
    inModules(project).filter((file) => file.endsWith('.consumer.ts')),
    (file) =>
      project.source(file).classes.flatMap(({ decorators, line }) => {
        const facts = decorators.find(({ name }) => name === 'EventsHandler')?.arguments ?? [];
        const [fact] = facts;
        if (facts.length !== 1 || fact === undefined || fact.startsWith('...')) return [];
        const wanted = `${kebab(fact.replace(/IntegrationEvent$/, ''))}.consumer.ts`;
        if (file.endsWith(`/${wanted}`)) return [];
        return [{ file, line, message: `consumes ${fact}, so its file must be called ${wanted}` }];
      }),
  );

/** Fields that come by an unchecked spread are lost without a word when the contract renames them. */
const CHECKED_SPREAD: Rule = (project) =>
  each(inModules(project).filter(isPublisher), (file) =>
    project
      .source(file)
      .constructions.filter((made) => made.class.endsWith('IntegrationEvent'))
      .flatMap((made) =>
        made.uncheckedSpreads.map((line) => ({
          file,
          line,
          message: `spreads a literal into ${made.class} that nothing checks; let it satisfy Partial<Fields<${made.class}>>`,
        })),
      ),
  );

/** Routes answer; what happened is told by the aggregate. */
const ROUTE_PUBLISHES: Rule = (project) =>
  each(
    inModules(project).filter((file) => file.includes('/presentation/http/')),
    (file) => {
      const source = project.source(file);
      const imports = source.imports.filter(({ specifier }) =>
        /integration-events$|\/publishers\//.test(specifier),
      );
      const calls = source.calls.filter(({ callee }) => /(^|\.)(track|publish\w*)$/.test(callee));
      return [
        ...imports.map(({ line, specifier }) => ({
          file,
          line,
          message: `a route knows no facts and no publishers (${specifier})`,
        })),
        ...calls.map(({ line, callee }) => ({
          file,
          line,
          message: `${callee}() in a route; send a command, and let its aggregate record what happened`,
        })),
      ];
    },
  );

/** Each module's publisher and consumers bear its name. */
const PUBLISHER_NAME: Rule = (project) =>
  each(
    inModules(project).filter((file) => file.includes('/presentation/publishers/')),
    (file) => {
      const context = inContext(file);
      const wanted = `modules/${context}/presentation/publishers/${context}.publisher.ts`;
      if (file === wanted || !contextsOf(project).includes(context)) return [];
      return [{ file, line: 1, message: `the one publisher of ${context} is ${wanted}` }];
    },
  );

/** `MemberJoined` → `member-joined` */
const kebab = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

export const eventRules = {
  FACT_STAGING,
  EVENT_BUS,
  EVENT_KIND,
  EVENT_NAME,
  EVENT_IN_UNION,
  ROLE_PLACE,
  LOCAL_HANDLER,
  CONSUMER_PURE,
  CONSUMER_FILE,
  CHECKED_SPREAD,
  ROUTE_PUBLISHES,
  PUBLISHER_NAME,
};

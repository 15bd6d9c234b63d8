/** Libraries that only some places, and tests, may know. `only` are the beginnings of paths; none means nowhere at all. */
export const banishedLibraries: readonly { library: RegExp; only: readonly string[]; why: string }[] = [
  {
    library: /^@opentelemetry\/api$/,
    only: ['shared/infrastructure/', 'shared/testing/', 'apps/'],
    why: 'tracing wraps features and is not written into them',
  },
  {
    library: /^@opentelemetry\/(?!api$)/,
    only: ['shared/infrastructure/inspection/', 'shared/testing/', 'apps/'],
    why: 'libraries know of OpenTelemetry only its API; the SDK is chosen by apps',
  },
  {
    library:
      /^(bullmq|ioredis|redis|nats|@nats-io\/.*|amqplib|rabbitmq-client|kafkajs|@platformatic\/kafka)$/,
    only: ['shared/infrastructure/transports/'],
    why: 'a broker is known to its transport and to nobody else',
  },
  {
    library: /^pg$/,
    only: ['shared/infrastructure/', 'shared/testing/', 'apps/'],
    why: 'a context reaches its tables through the Database of its own schema',
  },
  { library: /^rxjs/, only: ['shared/infrastructure/', 'shared/testing/'], why: 'there are no sagas here' },
  {
    library: /^(class-validator|class-transformer|@nestjs\/mapped-types)$/,
    only: [],
    why: 'input is described with zod, facts by their contracts',
  },
  {
    library: /^@nestjs\/swagger$/,
    only: [],
    why: 'the API document is drawn from the zod schemas of the routes',
  },
  {
    library: /^(@nestjs\/event-emitter|eventemitter2|eventemitter3)$/,
    only: [],
    why: 'what happened is a private event or a fact; both have a way of their own',
  },
];

/** Features of Nest that lose events, or that have a better form here. */
export const banishedNames: readonly { name: string; from: string; instead: string }[] = [
  {
    name: 'AggregateRoot',
    from: '@nestjs/cqrs',
    instead: 'its commit() discards the promise; extend AggregateRoot of @boardwalk/domain',
  },
  {
    name: 'EventPublisher',
    from: '@nestjs/cqrs',
    instead: 'repositories hand recorded events to DomainEvents',
  },
  { name: 'Saga', from: '@nestjs/cqrs', instead: 'write a consumer: what it has done survives a crash' },
  { name: 'ofType', from: '@nestjs/cqrs', instead: 'write a consumer: what it has done survives a crash' },
  { name: 'QueryBus', from: '@nestjs/cqrs', instead: 'inject the abstract class that reads' },
  { name: 'QueryHandler', from: '@nestjs/cqrs', instead: 'inject the abstract class that reads' },
  {
    name: 'UnhandledExceptionBus',
    from: '@nestjs/cqrs',
    instead: 'handlers throw, and deliveries are awaited',
  },
  { name: 'Publishable', from: '@nestjs/cqrs', instead: 'a publisher stages facts' },
];

import { Clock, Ids, Randomness, SystemIds } from '@boardwalk/domain';
import { Authenticator, configureHttp, createHttpAdapter, HttpModule, ServiceToken } from '@boardwalk/http';
import { contractOf, type Fact } from '@boardwalk/integration-events';
import { Messaging, MessagingModule, type OpenDatabase } from '@boardwalk/messaging';
import { Migrations, PersistenceModule } from '@boardwalk/persistence';
import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { CommandBus, CqrsModule, EventBus, type ICommand } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FactLogView } from './fact-log-view.js';
import { FaultInjectingTransport, type Faults } from './fault-injecting.transport.js';
import { SeededRandomness } from './seeded-randomness.js';
import { spansOf, type TestSpans } from './test-spans.js';
import { TestAuthenticator } from './test-authenticator.js';
import { cloneDatabase, templateDatabase, type TestDatabase } from './test-database.js';
import { VirtualClock } from './virtual-clock.js';

/** The bearer token that makes a request the operator's. */
export const operatorToken = 'operator-of-the-test-world-0123456789';
const secret = 'secret-of-the-test-world-0123456789abcdef';
/** The bearer token that makes a request another process's of the same platform. */
export const serviceToken = ServiceToken.from(secret);

export interface WorldSettings {
  /** The contexts under test: module classes, or what their forRoot() returns. */
  readonly modules: readonly (Type | DynamicModule)[];
  /** One name per set of modules: worlds of the same name share a migrated template database. */
  readonly name: string;
  /** False when one of the modules brings the Authenticator. Default true: see TestAuthenticator. */
  readonly believesEverybody?: boolean;
  /** Further databases whose logs are read. */
  readonly otherLogs?: readonly OpenDatabase[];
  /** Default: every row comes twice. */
  readonly faults?: Faults;
  readonly now?: Date;
}

/** What a test sends; `as` is a bearer token, such as `user:<id>:<username>` or `operatorToken`. */
export interface WorldRequest {
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface WorldResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed JSON; undefined when there is none. */
  readonly body: unknown;
  readonly text: string;
}

/**
 * Some contexts on a database of their own, with a clock that stands still and nothing running by itself: what a test
 * wants delivered, it drains.
 */
export class World {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: TestDatabase,
    readonly clock: VirtualClock,
    readonly randomness: SeededRandomness,
    readonly spans: TestSpans,
    readonly log: FactLogView,
  ) {}

  static async start(settings: WorldSettings): Promise<World> {
    const spans = spansOf();
    await templateDatabase(settings.name, async (url) => {
      const { app } = await boot(settings, url);
      await app.get(Migrations).run();
      await app.close();
    });
    const database = await cloneDatabase(settings.name);
    const { app, clock, randomness } = await boot(settings, database.url);
    configureHttp(app);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new World(app, database, clock, randomness, spans, new FactLogView(database.url));
  }

  async stop(): Promise<void> {
    await this.log.close();
    await this.app.close();
    await this.database.drop();
  }

  execute<R>(command: ICommand): Promise<R> {
    return this.app.get(CommandBus).execute(command);
  }

  /** Puts a fact into the log as another context would. */
  async publish(fact: object): Promise<void> {
    await this.app.get(EventBus).publish(fact);
  }

  /** Delivers until nothing is left to deliver, outside calls included. */
  async drain(): Promise<void> {
    await this.app.get(Messaging).drain();
  }

  async request(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    request: WorldRequest = {},
  ): Promise<WorldResponse> {
    const { as, body, headers } = request;
    const raw = Buffer.isBuffer(body) || typeof body === 'string';
    const response = await this.app.inject({
      method,
      url,
      headers: {
        ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: raw ? body : JSON.stringify(body) }),
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      body: parsed(response.body),
      text: response.body,
    };
  }

  /** Facts in the order of the log, personal fields readable, optionally of one contract. */
  facts<F extends Fact>(contract?: { new (...args: never[]): F; readonly type: string }): Promise<F[]> {
    return this.log.facts(this.app, contract?.type) as Promise<F[]>;
  }

  /** Rows of any table, for what no route shows. */
  rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.log.rows<Row>(sql, values);
  }
}

async function boot(settings: WorldSettings, url: string) {
  const clock = new VirtualClock(settings.now);
  const randomness = new SeededRandomness();
  const transport = new FaultInjectingTransport(settings.faults ?? { duplicate: true }, randomness);

  @Global()
  @Module({
    providers: [
      { provide: Clock, useValue: clock },
      { provide: Ids, useValue: new SystemIds(clock) },
      { provide: Randomness, useValue: randomness },
      ...(settings.believesEverybody === false
        ? []
        : [{ provide: Authenticator, useClass: TestAuthenticator }]),
    ],
    exports: [Clock, Ids, Randomness, ...(settings.believesEverybody === false ? [] : [Authenticator])],
  })
  class TestGlobals {}

  @Module({
    imports: [
      TestGlobals,
      CqrsModule.forRoot(),
      PersistenceModule.forRoot({ url, size: 8, applicationName: settings.name }),
      MessagingModule.forRoot({
        roles: [],
        transport,
        secret,
        owner: 'world',
        otherLogs: settings.otherLogs ?? [],
      }),
      HttpModule.forRoot({
        title: 'Test world',
        version: '0',
        sessionCookie: 'session',
        operatorToken,
        serviceToken,
      }),
      ...settings.modules,
    ],
  })
  class TestApp {}

  const app = await NestFactory.create<NestFastifyApplication>(TestApp, createHttpAdapter(), {
    logger: process.env['BOARDWALK_TEST_LOG'] === undefined ? false : ['debug', 'log', 'warn', 'error'],
    abortOnError: false,
  });
  return { app, clock, randomness };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The wire type of a fact, for readable assertions. */
export function typeOf(fact: Fact): string {
  return contractOf((fact.constructor as unknown as { type: string }).type)?.type ?? 'unknown';
}

import {
  type Credentials,
  Authenticator,
  configureHttp,
  createHttpAdapter,
  HttpModule,
  JsonLogger,
  Principal,
} from '@boardwalk/http';
import { Ids, uuidV7 } from '@boardwalk/domain';
import { type DynamicModule, Global, Module, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { request as httpRequest } from 'node:http';

export const serviceToken = 'a-service-token-of-256-random-bits-or-so';
export const operatorToken = 'an-operator-token-of-256-random-bits-or-so';

/** Numbered ids: the first is `00000000-0000-7000-8000-000000000001`. */
class NumberedIds extends Ids {
  private count = 0;
  next(): string {
    this.count += 1;
    return uuidV7(0, this.count.toString(16).padStart(20, '0'));
  }
  secret(): string {
    return `secret-${this.next()}`;
  }
}

/** Knows `ada` by session, her API key with one scope, and one client. */
export class KnownPeople extends Authenticator {
  asked = 0;
  async authenticate({ bearer, cookie }: Credentials): Promise<Principal | null> {
    this.asked += 1;
    const ada = { userId: 'user-1', username: 'ada' };
    if (cookie === 'session=ada') return Principal.user(ada);
    if (bearer === 'bw_key-of-ada') return Principal.user(ada, ['things:read']);
    if (bearer === 'bwc_key-of-a-client') return Principal.client({ clientId: 'client-1' }, ['things:read']);
    return null;
  }
}

export interface EdgeOptions {
  readonly controllers?: Type[];
  readonly providers?: Provider[];
  readonly withoutAuthenticator?: boolean;
  readonly drainMs?: number;
  readonly before?: (app: NestFastifyApplication) => void;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  json(): Record<string, unknown>;
}

export interface Sent {
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** A small program that serves the given controllers over a real port of the loopback interface. */
export class Edge {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly people: KnownPeople,
    private readonly lines: readonly string[],
    readonly port: number,
  ) {}

  static async start(options: EdgeOptions = {}): Promise<Edge> {
    const lines: string[] = [];
    const people = new KnownPeople();
    const app = await NestFactory.create<NestFastifyApplication>(
      programOf(options, people),
      createHttpAdapter(options.drainMs === undefined ? {} : { drainMs: options.drainMs }),
      { logger: new JsonLogger('debug', { write: (line) => lines.push(line) }), abortOnError: false },
    );
    options.before?.(app);
    configureHttp(app);
    await app.listen(0, '127.0.0.1');
    const address = app.getHttpServer().address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    return new Edge(app, people, lines, address.port);
  }

  async stop(): Promise<void> {
    await this.app.close();
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  logged(): Record<string, unknown>[] {
    return this.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Sends the path exactly as it is written, which fetch would not. */
  send(line: string, { headers = {}, body }: Sent = {}): Promise<Answer> {
    const [method = 'GET', path = '/'] = line.split(' ');
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const request = httpRequest(
      { host: '127.0.0.1', port: this.port, method, path, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
            ),
            text,
            json: () => JSON.parse(text) as Record<string, unknown>,
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
    return promise;
  }

  sendJson(line: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.send(line, { headers: { 'content-type': 'application/json', ...headers }, body: text });
  }
}

function programOf(options: EdgeOptions, people: KnownPeople): DynamicModule {
  return {
    module: Program,
    imports: [
      HttpModule.forRoot({
        operatorToken,
        serviceToken,
        title: 'Things',
        version: '1.0.0',
        sessionCookie: 'session',
      }),
    ],
    controllers: options.controllers ?? [],
    providers: [
      { provide: Ids, useClass: NumberedIds },
      ...(options.withoutAuthenticator ? [] : [{ provide: Authenticator, useValue: people }]),
      ...(options.providers ?? []),
    ],
    exports: [Ids],
  };
}

@Global()
@Module({})
class Program {}

import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { Identification } from './authentication/identification.js';
import { IntrospectionController } from './authentication/introspection/introspection.controller.js';
import { OperatorToken, ServiceToken } from './authentication/secret-token.js';
import { PolicyGuard } from './authentication/policy.guard.js';
import { ConditionalInterceptor } from './conditional/conditional.interceptor.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { InputPipe } from './input/input.pipe.js';
import { memoryProviders, type MemorySettings } from './memory/memory.js';
import { apiTitle, DocsController } from './openapi/docs.controller.js';
import type { ApiTitle } from './openapi/document.js';
import { Pressures } from './pressure/backpressure.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { ProblemsController } from './problems/problems.controller.js';
import { OutputInterceptor } from './routes/output.interceptor.js';
import { RouteAudit } from './routes/route-audit.js';

export interface HttpOptions extends ApiTitle {
  /** Whoever sends it as a bearer token is the operator. At least 128 random bits. */
  readonly operatorToken: string;
  /** Whoever sends it as a bearer token is another process of this platform. */
  readonly serviceToken: string;
  /** Where there is a database. Absent: no Idempotency-Key is taken, and nobody is limited. */
  readonly memory?: MemorySettings;
}

@Global()
@Module({})
export class HttpModule {
  static forRoot(options: HttpOptions): DynamicModule {
    const { operatorToken, serviceToken, memory, ...title } = options;
    return {
      module: HttpModule,
      imports: [DiscoveryModule],
      controllers: [HealthController, DocsController, ProblemsController, IntrospectionController],
      providers: [
        { provide: OperatorToken, useValue: new OperatorToken(operatorToken) },
        { provide: ServiceToken, useValue: new ServiceToken(serviceToken) },
        { provide: apiTitle, useValue: title },
        { provide: APP_GUARD, useClass: PolicyGuard },
        { provide: APP_PIPE, useClass: InputPipe },
        // In this order around the handler: what was done before is not done again, whatever has changed since.
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        { provide: APP_INTERCEPTOR, useClass: ConditionalInterceptor },
        { provide: APP_INTERCEPTOR, useClass: OutputInterceptor },
        { provide: APP_FILTER, useClass: ProblemFilter },
        Identification,
        Pressures,
        Readiness,
        RouteAudit,
        ...(memory === undefined ? [] : memoryProviders(memory)),
      ],
      exports: [DiscoveryModule],
    };
  }
}

import { Ids } from '@boardwalk/domain';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pressures } from './pressure/backpressure.js';
import { refuseUnderPressure } from './pressure/refuse-under-pressure.js';
import { adapterOf } from './routes/route-faults.js';
import { scopeRequests } from './tracing/request-scope.js';

/** What an application needs before `init()` or `listen()`: the scope of each request, its refusal when there are too many, and the headers that protect browsers. */
export function configureHttp(app: NestFastifyApplication): void {
  scopeRequests(adapterOf(app), app.get(Ids, { strict: false }));
  refuseUnderPressure(adapterOf(app), app.get(Pressures));
  app.enableCsrfProtection();
  app.useSecurityHeaders({
    // JSON needs nothing; pages send a policy of their own.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: "'none'", frameAncestors: "'none'" },
    },
    // Whether a whole domain is to be HTTPS for a year is decided where TLS ends.
    strictTransportSecurity: false,
  });
}

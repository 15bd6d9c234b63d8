export { Authenticator, type Credentials, TokenRecogniser } from './authentication/authenticator.js';
export { RemoteAuthenticator } from './authentication/introspection/remote-authenticator.js';
export { ServiceToken } from './authentication/secret-token.js';
export {
  type Access,
  accessOf,
  CurrentPrincipal,
  NeedsScope,
  Policy,
  principalOf,
} from './authentication/policy.js';
export {
  type ActingCollective,
  everyScope,
  Principal,
  type PrincipalKind,
} from './authentication/principal.js';
export { Expensive, quotas } from './limits/quotas.js';
export { RequestCounts } from './limits/request-counts.js';
export { BodyLimit } from './input/body-limit.js';
export { StreamBody, type StreamBodyOptions } from './input/stream-body.js';
export { cursor } from './paging/cursor.js';
export { cutPage, limit, type Page, pageOf } from './paging/page.js';
export { KnownPosition } from './position.js';
export { renamed } from './problems/renamed.js';
export { HttpProblem, type InputFault, type ProblemDocument } from './problems/problem.js';
export { Refuses, Returns, Summary } from './routes/returns.js';
export { configureHttp } from './configure-http.js';
export { Backpressure } from './pressure/backpressure.js';
export { ReadinessCheck } from './health/readiness.js';
export { type BoardwalkAdapter, createHttpAdapter, type HttpAdapterOptions } from './http-adapter.js';
export { HttpModule, type HttpOptions } from './http.module.js';
export { JsonLogger, type LogLevel } from './logging/json-logger.js';
export { type ApiTitle, openApiDocument, type OpenApiDocument, openApiDrift } from './openapi/document.js';
export { Html, html } from './pages/html.js';
export { page, pagePolicy } from './pages/page.js';
export { RouteFaultsError, routeFaults, routesWithoutPolicy } from './routes/route-faults.js';
export { type Route, routesOf } from './routes/route.js';

import { HttpAdapterHost } from '@nestjs/core';
import { Authenticator } from '../authentication/authenticator.js';
import { BoardwalkAdapter } from '../http-adapter.js';
import { looseObjectsIn } from './loose-objects.js';
import { type Container, type Route, type RouteInput, routesOf } from './route.js';

/** The routes that say not who may use them: `POST /api/v1/collectives (CollectivesController.found)`. */
export function routesWithoutPolicy(app: Container): string[] {
  return routesOf(app)
    .filter((route) => route.access.length === 0)
    .map(nameOf);
}

/** Everything that keeps the program from starting, a sentence each. */
export function routeFaults(app: Container): string[] {
  const routes = routesOf(app);
  return [...routes.flatMap(faultsOf), ...undeclaredFaults(app, routes), ...authenticatorFaults(app, routes)];
}

export class RouteFaultsError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `The program does not start, because of its routes:\n${faults.map((fault) => `- ${fault}`).join('\n')}`,
    );
    this.name = 'RouteFaultsError';
  }
}

function faultsOf(route: Route): string[] {
  const faults = route.inputs.flatMap(inputFaults);
  if (route.access.length === 0) faults.push('has no policy; say who may use it with @Policy');
  if (route.scope !== undefined && route.access.includes('public')) {
    faults.push(
      `names the scope "${route.scope}", but public routes read no credentials; drop @NeedsScope or use 'anyone'`,
    );
  }
  if (!route.returns) faults.push('has no @Returns; say which status and body it answers');
  if (route.body.streams && route.inputs.some((input) => input.in === 'body')) {
    faults.push('reads its body both as JSON and as a stream; drop @Body or @StreamBody');
  }
  return faults.map((fault) => `${nameOf(route)} ${fault}.`);
}

function inputFaults({ in: place, name, schema }: RouteInput): string[] {
  if (!schema) return [`takes its ${place} without a zod schema; write { schema } in the decorator`];
  if (place === 'path') return [];
  if (name !== undefined)
    return [
      `takes "${name}" alone from its ${place}; read all of it by one schema, so that unknown fields are refused`,
    ];
  return looseObjectsIn(schema).map(
    (pointer) =>
      `lets unknown fields into its ${place} at ${pointer}; use z.strictObject instead of z.object`,
  );
}

/** Whatever Fastify serves without a controller runs without the guard. HEAD beside GET runs that route's own handler. */
function undeclaredFaults(app: Container, routes: readonly Route[]): string[] {
  const declared = new Set(routes.map((route) => `${route.path} ${route.handler}`));
  return adapterOf(app)
    .served.filter((route) => !declared.has(`${route.path} ${route.handler}`))
    .map(
      (route) =>
        `${route.method} ${route.path} is served by no controller, so no policy guards it; declare it in one.`,
    );
}

function authenticatorFaults(app: Container, routes: readonly Route[]): string[] {
  const needy = routes.find((route) =>
    route.access.some((access) => access === 'user' || access === 'client'),
  );
  if (!needy || provides(app)) return [];
  return [
    `${nameOf(needy)} is for ${needy.access.join(' and ')}, but nothing provides an Authenticator; provide one.`,
  ];
}

function provides(app: Container): boolean {
  try {
    return app.get(Authenticator, { strict: false }) !== undefined;
  } catch {
    return false; // Nest says "not there" by throwing.
  }
}

export function adapterOf(app: Container): BoardwalkAdapter {
  const { httpAdapter } = app.get(HttpAdapterHost, { strict: false });
  if (httpAdapter instanceof BoardwalkAdapter) return httpAdapter;
  throw new TypeError('The application runs on another HTTP adapter. Create it with createHttpAdapter().');
}

function nameOf(route: Route): string {
  return `${route.method} ${route.path} (${route.handler})`;
}

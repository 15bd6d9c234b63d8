import { ownProblems, problemTypeOf } from '../problems/catalogue.js';
import type { Route, RouteInput } from '../routes/route.js';
import type { JsonSchema, SchemaBook } from './schemas.js';

/** One operation of an OpenAPI 3.1 document. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: unknown;
}

export type Content = Readonly<Record<string, { readonly schema: unknown }>>;

export interface Response {
  readonly description: string;
  readonly content?: Content;
  readonly headers?: Readonly<Record<string, unknown>>;
}

export function operationOf(route: Route, book: SchemaBook): Operation {
  const body = requestBodyOf(route, book);
  return {
    operationId: operationIdOf(route),
    tags: [tagOf(route)],
    summary: route.summary ?? spoken(route.handler.split('.').at(-1) ?? route.handler),
    ...(route.scope !== undefined && { description: `API keys need the scope \`${route.scope}\`.` }),
    security: securityOf(route),
    parameters: [...pathParameters(route, book), ...queryParameters(route, book)],
    ...(body && { requestBody: { required: true, content: body } }),
    responses: { ...successOf(route, book), ...refusalsOf(route) },
  };
}

/** `/api/v1/invites/:id/accept` → `/api/v1/invites/{id}/accept`; a doubled colon is one that names no parameter. */
export function templateOf(path: string): string {
  return path
    .replace(/::|:(\w+)/g, (_all, name?: string) => (name === undefined ? ':' : `{${name}}`))
    .replace(/\*(\w*)$/, (_all, name: string) => `{${name || 'path'}}`);
}

function operationIdOf({ handler, method, path }: Route): string {
  const [controller = '', name = ''] = handler.split('.');
  const id = `${controller.replace(/Controller$/, '')}_${name}`;
  return path.includes('*') ? `${id}_${method.toLowerCase()}` : id;
}

/** The first word after the API's version: `collectives`. What stands outside the API is about the server itself. */
function tagOf({ path }: Route): string {
  return /^\/api\/(?:v\d+\/)?(?!v\d)([\w-]+)(?:\/|$)/.exec(path)?.[1] ?? 'server';
}

function spoken(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function securityOf({ access, scope }: Route): Operation['security'] {
  if (access.includes('public')) return [];
  const scopes = scope === undefined ? [] : [scope];
  const people = access.includes('user') || access.includes('anyone');
  return [
    ...(access.includes('anyone') ? [{}] : []),
    ...(people ? [{ session: [] }] : []),
    ...(people || access.includes('client') || access.includes('collective') ? [{ apiKey: scopes }] : []),
    ...(access.includes('operator') ? [{ operator: [] }] : []),
    ...(access.includes('service') ? [{ service: [] }] : []),
  ];
}

function pathParameters(route: Route, book: SchemaBook): Parameter[] {
  const fields = fieldsOf(route, 'path', book);
  return [...templateOf(route.path).matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: fields.find((field) => field.name === name)?.schema ?? { type: 'string' },
  }));
}

function queryParameters(route: Route, book: SchemaBook): Parameter[] {
  return fieldsOf(route, 'query', book).map((field) => ({ ...field, in: 'query' }));
}

function fieldsOf(route: Route, place: RouteInput['in'], book: SchemaBook) {
  return route.inputs
    .filter((input) => input.in === place)
    .flatMap((input) => {
      if (!input.schema) return [];
      const schema = book.add(input.schema, 'input');
      if (input.name !== undefined) return [{ name: input.name, required: true, schema }];
      const required = new Set((schema['required'] ?? []) as readonly string[]);
      return Object.entries((schema['properties'] ?? {}) as JsonSchema).map(([name, field]) => ({
        name,
        required: required.has(name),
        schema: field,
      }));
    });
}

function requestBodyOf(route: Route, book: SchemaBook): Content | undefined {
  if (route.body.streams) {
    return Object.fromEntries(
      route.body.streams.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
    );
  }
  const schema = route.inputs.find((input) => input.in === 'body')?.schema;
  return schema && { 'application/json': { schema: book.add(schema, 'input') } };
}

function successOf({ returns, method }: Route, book: SchemaBook): Record<string, Response> {
  if (!returns) return {};
  const { status, schema, mediaType } = returns;
  const content = schema
    ? { 'application/json': { schema: book.add(schema, 'output') } }
    : mediaType !== undefined && {
        [mediaType]: { schema: { type: mediaType === 'application/json' ? 'object' : 'string' } },
      };
  const writes = method !== 'GET' && method !== 'HEAD';
  return {
    [status]: {
      description: 'Done.',
      ...(content && { content }),
      ...(writes && { headers: { 'Boardwalk-Position': { $ref: '#/components/headers/Position' } } }),
    },
  };
}

function refusalsOf(route: Route): Record<string, Response> {
  const byStatus = new Map<number, string[]>();
  for (const { code, when, status } of [...expectable(route), ...declared(route)]) {
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${when}`]);
  }
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [
      String(status),
      { description: lines.join('\n'), content: problem },
    ]),
  );
}

function declared({ refusals }: Route) {
  return refusals.map(problemTypeOf);
}

/** What the edge may refuse on this route, by what the route declares. */
function expectable(route: Route) {
  const codes = new Set<string>();
  if (route.inputs.length > 0) codes.add('validation-failed');
  if (route.inputs.some((input) => input.in === 'body')) codes.add('malformed-json');
  if (route.body.streams || route.inputs.some((input) => input.in === 'body')) {
    codes.add('body-too-large').add('unsupported-media-type');
  }
  if (!route.access.some((access) => access === 'public' || access === 'anyone'))
    codes.add('unauthenticated').add('forbidden');
  if (route.scope !== undefined) codes.add('insufficient-scope');
  return ownProblems.filter((problem) => codes.has(problem.code));
}

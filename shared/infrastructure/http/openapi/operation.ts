import { idempotencyHeader, keepsAnswers } from '../idempotency/idempotency-key.js';
import { positionHeader } from '../position.js';
import { problemTypeOf } from '../problems/catalogue.js';
import type { Route, RouteInput } from '../routes/route.js';
import { edgeRefusals, isConditionalChange, isConditionalRead, isWrite } from './edge-refusals.js';
import type { JsonSchema, SchemaBook } from './schemas.js';
import { topicOf } from './topics.js';

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
    tags: [topicOf(route.path)],
    summary: route.summary ?? spoken(route.handler.split('.').at(-1) ?? route.handler),
    ...(route.scope !== undefined && { description: `API keys need the scope \`${route.scope}\`.` }),
    security: securityOf(route),
    parameters: [...pathParameters(route, book), ...queryParameters(route, book), ...headerParameters(route)],
    ...(body && { requestBody: { required: true, content: body } }),
    responses: { ...successOf(route, book), ...refusalsOf(route), ...unexpected },
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

const headers = {
  key: { name: idempotencyHeader, schema: { type: 'string', minLength: 1, maxLength: 255 } },
  match: { name: 'if-match', schema: { type: 'string' } },
  noneMatch: { name: 'if-none-match', schema: { type: 'string' } },
  position: { name: positionHeader, schema: { type: 'string', pattern: '^[0-9A-Za-z-]{1,64}$' } },
} as const;

/** What a client may send beside its credentials. */
function headerParameters(route: Route): Parameter[] {
  const taken = [
    ...(keepsAnswers(route) ? [headers.key] : []),
    ...(isConditionalChange(route) ? [headers.match] : []),
    ...(isConditionalRead(route) ? [headers.noneMatch] : []),
    ...(isWrite(route) ? [headers.position] : []),
  ];
  return taken.map((header) => ({ ...header, in: 'header', required: false }));
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

function successOf(route: Route, book: SchemaBook): Record<string, Response> {
  const { returns, access } = route;
  if (!returns) return {};
  const { status, schema, mediaType } = returns;
  const content = schema
    ? { 'application/json': { schema: book.add(schema, 'output') } }
    : mediaType !== undefined && {
        [mediaType]: { schema: { type: mediaType === 'application/json' ? 'object' : 'string' } },
      };
  const told = [
    ...(isWrite(route) ? ['Boardwalk-Position'] : []),
    ...(isConditionalRead(route) ? ['ETag'] : []),
    ...(access.includes('service') ? [] : ['RateLimit', 'RateLimit-Policy']),
  ];
  return {
    [status]: {
      description: 'Done.',
      ...(content && { content }),
      ...(told.length > 0 && { headers: headersNamed(told) }),
    },
    ...(isConditionalRead(route) && {
      304: {
        description: 'What If-None-Match names is still what is there.',
        headers: headersNamed(['ETag']),
      },
    }),
  };
}

function headersNamed(names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/headers/${name.replace('Boardwalk-', '')}` }]),
  );
}

function refusalsOf(route: Route): Record<string, Response> {
  const byStatus = new Map<number, string[]>();
  for (const { code, when, status } of [...route.refusals.map(problemTypeOf), ...edgeRefusals(route)]) {
    const lines = byStatus.get(status) ?? [];
    const line = `\`${code}\`: ${when}`;
    if (!lines.includes(line)) byStatus.set(status, [...lines, line]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [
      String(status),
      { description: lines.join('\n'), content: isPage(route) ? { ...problem, ...page } : problem },
    ]),
  );
}

/** Somebody who reads pages is refused with a page. */
function isPage({ returns }: Route): boolean {
  return returns?.mediaType === 'text/html';
}

const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const page = { 'text/html': { schema: { type: 'string' } } };

const unexpected = {
  default: {
    description: 'The server failed, or cannot answer at the moment.',
    content: { ...problem, ...page },
  },
};

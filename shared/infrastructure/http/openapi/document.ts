import { z } from 'zod';
import { adapterOf } from '../routes/route-faults.js';
import { type Container, routesOf } from '../routes/route.js';
import { type Operation, operationOf, templateOf } from './operation.js';
import { type JsonSchema, SchemaBook } from './schemas.js';
import { compareTopics, tagsOf, topicOf } from './topics.js';

export interface ApiTitle {
  readonly title: string;
  readonly version: string;
  /** The cookie that carries a session, when people sign in here. */
  readonly sessionCookie: string;
}

export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const Problem = z
  .object({
    type: z.string().meta({ description: 'Stable; the address of a page that explains it.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What was refused, why, and how to mend it.' }),
    instance: z.string(),
    traceId: z.string().optional(),
    errors: z
      .array(z.object({ in: z.enum(['body', 'query', 'path']), pointer: z.string(), detail: z.string() }))
      .optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ description: 'A refusal, as RFC 9457 writes it.' });

/** Describes every route of the program, from what the routes themselves declare. */
export function openApiDocument(app: Container, api: ApiTitle): OpenApiDocument {
  const book = new SchemaBook();
  const paths: Record<string, Record<string, Operation>> = {};
  const routes = routesOf(app).sort((one, other) => compareTopics(topicOf(one.path), topicOf(other.path)));
  for (const route of routes) {
    (paths[templateOf(route.path)] ??= {})[route.method.toLowerCase()] = operationOf(route, book);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: api.title,
      version: api.version,
      description: 'Every refusal is a problem (RFC 9457); /problems lists their types.',
    },
    servers: [{ url: '/' }],
    tags: tagsOf(routes.map(({ path }) => path)),
    paths,
    components: {
      schemas: { ...book.components, Problem: book.add(Problem, 'output') },
      headers: {
        Position: {
          description:
            'Where the effects of this write end in the log. Send the highest one you know back as a request header.',
          schema: { type: 'string' },
        },
        ETag: {
          description:
            'Of this answer. Send it back in If-None-Match to read again, in If-Match to change only that.',
          schema: { type: 'string' },
        },
        RateLimit: {
          description: 'What is left of the caller’s share (r), and seconds until it is whole again (t).',
          schema: { type: 'string' },
        },
        'RateLimit-Policy': {
          description: 'The caller’s share: so many requests (q) in so many seconds (w).',
          schema: { type: 'string' },
        },
      },
      securitySchemes: securitySchemes(api.sessionCookie),
    },
  };
}

function securitySchemes(sessionCookie: string): Record<string, JsonSchema> {
  return {
    session: { type: 'apiKey', in: 'cookie', name: sessionCookie, description: 'A signed-in person.' },
    apiKey: {
      type: 'http',
      scheme: 'bearer',
      description: 'The API key of a person or of a client, or the token of a collective.',
    },
    operator: { type: 'http', scheme: 'bearer', description: 'The token of whoever runs this server.' },
    service: {
      type: 'http',
      scheme: 'bearer',
      description: 'What processes of one platform know each other by.',
    },
  };
}

/** Methods that a path of an OpenAPI document can hold; a handler for all methods serves more. */
const documentable = new Set(['GET', 'PUT', 'POST', 'DELETE', 'PATCH']);

/** Where the document and the routes that are really served differ, a sentence each; empty when they agree. */
export function openApiDrift(app: Container, document: OpenApiDocument): string[] {
  const served = new Set(
    adapterOf(app)
      .served.filter((route) => documentable.has(route.method))
      .map((route) => `${route.method} ${templateOf(route.path)}`),
  );
  const written = new Set(
    Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    ),
  );
  return [
    ...[...served]
      .filter((route) => !written.has(route))
      .map((route) => `${route} is served and not documented.`),
    ...[...written]
      .filter((route) => !served.has(route))
      .map((route) => `${route} is documented and not served.`),
  ];
}

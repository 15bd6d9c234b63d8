import {
  BodyLimit,
  cursor,
  limit,
  NeedsScope,
  openApiDocument,
  type OpenApiDocument,
  openApiDrift,
  pageOf,
  Policy,
  Refuses,
  Returns,
  routesOf,
  StreamBody,
  Summary,
} from '@boardwalk/http';
import { All, Body, Controller, Delete, Get, Param, Post, Put, Query, Req } from '@nestjs/common';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Edge } from './edge.js';

const Member = z
  .object({ userId: z.string(), role: z.enum(['owner', 'member']).default('member') })
  .meta({ id: 'Member' });
const Found = z.strictObject({
  slug: z.string().regex(/^[a-z]+$/),
  founders: z.array(z.strictObject({ userId: z.string() })).max(3),
});
const Collective = z.object({
  slug: z.string(),
  foundedAt: z.iso.datetime(),
  changedAt: z.date(),
  members: z.array(Member),
});
const List = z.strictObject({ q: z.string().optional(), limit, cursor: cursor(z.string()).optional() });

@Controller('api/v1/collectives')
class CollectivesController {
  @Post()
  @Policy('user')
  @NeedsScope('collectives:write')
  @Summary('Found a collective')
  @BodyLimit(10_000)
  @Returns(201, Collective)
  @Refuses('slug-taken', 'conflict', 'Another collective has this slug.')
  @Refuses('slug-reserved', 'invalid', 'Nobody may have this slug.')
  found(@Body({ schema: Found }) body: z.infer<typeof Found>) {
    return {
      slug: body.slug,
      foundedAt: '2026-01-01T00:00:00Z',
      changedAt: new Date(0),
      members: [{ userId: 'u-1' }],
    };
  }

  @Get()
  @Policy('anyone')
  @Returns(200, pageOf(Collective))
  list(@Query({ schema: List }) _query: z.infer<typeof List>) {
    return {
      items: [{ slug: 'pier', foundedAt: '2026-01-01T00:00:00Z', changedAt: new Date(0), members: [] }],
      nextCursor: null,
    };
  }

  @Delete(':slug/members/:userId')
  @Policy('operator')
  @Returns(204)
  remove(
    @Param('slug', { schema: z.string().max(40) }) _slug: string,
    @Param('userId', { schema: z.uuid() }) _userId: string,
  ) {}

  @Put(':slug/logo')
  @Policy('user', 'client')
  @Returns(204)
  logo(
    @Param('slug', { schema: z.string() }) _slug: string,
    @StreamBody({ types: ['image/png'], maxBytes: 10 }) _logo: Readable,
  ) {}
}

@Controller('api/v1/operator/collectives::import')
class ImportController {
  @Post()
  @Policy('operator')
  @Returns(204)
  bringIn() {}
}

@Controller()
class AuthController {
  @All('api/auth/*')
  @Policy('public')
  @Returns(200, 'application/json')
  auth(@Req() _request: unknown) {
    return {};
  }
}

const title = { title: 'Things', version: '1.0.0', sessionCookie: 'session' };

describe('the OpenAPI document', () => {
  let edge: Edge;
  let document: OpenApiDocument;
  beforeAll(async () => {
    edge = await Edge.start({ controllers: [CollectivesController, ImportController, AuthController] });
    document = (await edge.send('GET /api/v1/openapi.json')).json() as unknown as OpenApiDocument;
  });
  afterAll(() => edge.stop());

  it('is served, and is what openApiDocument makes', () => {
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument(edge.app, title))));
    expect(document.openapi).toBe('3.1.1');
    expect(document.info).toMatchObject({ title: 'Things', version: '1.0.0' });
  });

  it('holds every route that is served and no other', () => {
    expect(openApiDrift(edge.app, document)).toEqual([]);
    expect(Object.keys(document.paths)).toContain('/api/v1/collectives/{slug}/members/{userId}');
    expect(Object.keys(document.paths['/api/auth/{path}'] ?? {})).toEqual([
      'delete',
      'get',
      'patch',
      'post',
      'put',
    ]);
    expect(routesOf(edge.app).map((route) => route.path)).toContain('/docs');
  });

  it('writes a colon that is part of a path as clients do', async () => {
    expect(Object.keys(document.paths)).toContain('/api/v1/operator/collectives:import');
    expect((await edge.send('POST /api/v1/operator/collectives:import')).status).toBe(401);
    expect((await edge.send('POST /api/v1/operator/collectives::import')).status).toBe(404);
  });

  it('that lacks a route, or has one too many, is caught by openApiDrift', () => {
    const { ['/healthz']: healthz, ...rest } = document.paths;
    expect(openApiDrift(edge.app, { ...document, paths: rest })).toEqual([
      'GET /healthz is served and not documented.',
    ]);
    expect(
      openApiDrift(edge.app, { ...document, paths: { ...document.paths, '/ghost': healthz ?? {} } }),
    ).toEqual(['GET /ghost is documented and not served.']);
  });

  it('gives every operation an id of its own, an answer and a summary', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const operation of operations) {
      expect(operation.summary).not.toBe('');
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
    }
  });

  it('says who may, as security', () => {
    const security = (path: string, method: string) => document.paths[path]?.[method]?.security;
    expect(security('/healthz', 'get')).toEqual([]);
    expect(security('/api/v1/collectives', 'post')).toEqual([
      { session: [] },
      { apiKey: ['collectives:write'] },
    ]);
    expect(security('/api/v1/collectives', 'get')).toEqual([{}, { session: [] }, { apiKey: [] }]);
    expect(security('/api/v1/collectives/{slug}/members/{userId}', 'delete')).toEqual([{ operator: [] }]);
    expect(security('/internal/introspection', 'post')).toEqual([{ service: [] }]);
    expect(document.components['securitySchemes']).toMatchObject({
      session: { in: 'cookie', name: 'session' },
    });
  });

  it('describes parameters as clients write them', () => {
    expect(document.paths['/api/v1/collectives']?.['get']?.parameters).toEqual([
      { name: 'q', in: 'query', required: false, schema: { type: 'string' } },
      {
        name: 'limit',
        in: 'query',
        required: false,
        schema: expect.objectContaining({
          type: 'integer',
          minimum: 1,
          maximum: 100,
          description: '20 unless asked.',
        }),
      },
      { name: 'cursor', in: 'query', required: false, schema: { type: 'string', maxLength: 512 } },
      { name: 'if-none-match', in: 'header', required: false, schema: { type: 'string' } },
    ]);
    const removal = document.paths['/api/v1/collectives/{slug}/members/{userId}']?.['delete']?.parameters;
    expect(removal).toMatchObject([
      { name: 'slug', in: 'path', required: true, schema: { maxLength: 40 } },
      { name: 'userId', in: 'path', required: true, schema: { format: 'uuid' } },
      { name: 'if-match', in: 'header', required: false },
      { name: 'boardwalk-position', in: 'header', required: false },
    ]);
  });

  it('says where an Idempotency-Key is taken: where people or clients change something', () => {
    const taking = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { parameters }]) => parameters.some(({ name }) => name === 'idempotency-key'))
        .map(([method]) => `${method} ${path}`),
    );
    expect(taking).toEqual(['post /api/v1/collectives']);
  });

  it('begins with what everybody may use, and ends with what processes ask each other', () => {
    const topics = document.tags.map(({ name }) => name);
    expect(topics).toEqual(['auth', 'collectives', 'server', 'operator', 'internal']);
    const listed = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ tags }) => topics.indexOf(tags[0] ?? '')),
    );
    expect(listed).toEqual([...listed].sort((one, other) => one - other));
  });

  it('describes bodies, streams and the refusals of a route', () => {
    const found = document.paths['/api/v1/collectives']?.['post'];
    expect(found?.requestBody?.content['application/json']?.schema).toMatchObject({
      additionalProperties: false,
      required: ['slug', 'founders'],
    });
    expect(found?.responses['409']?.description.split('\n')).toEqual([
      '`slug-taken`: Another collective has this slug.',
      '`request-in-work`: The request with this Idempotency-Key is being worked on.',
    ]);
    expect(found?.responses['422']?.description).toContain('slug-reserved');
    expect(Object.keys(found?.responses ?? {})).toEqual(
      expect.arrayContaining(['201', '400', '401', '403', '409', '413', '415', '422']),
    );
    expect(found?.responses['201']?.headers).toHaveProperty('Boardwalk-Position');
    const logo = document.paths['/api/v1/collectives/{slug}/logo']?.['put'];
    expect(logo?.requestBody?.content).toEqual({
      'image/png': { schema: { type: 'string', format: 'binary' } },
    });
  });

  it('writes a Date as the text that goes out', async () => {
    const schema =
      document.paths['/api/v1/collectives']?.['post']?.responses['201']?.content?.['application/json']
        ?.schema;
    expect(schema).toMatchObject({ properties: { changedAt: { type: 'string', format: 'date-time' } } });
    const list = await edge.send('GET /api/v1/collectives');
    expect(list.json()['items']).toMatchObject([{ changedAt: '1970-01-01T00:00:00.000Z' }]);
  });

  it('is true: what routes answer validates against it, refusals too', async () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    ajv.addSchema({ $id: 'https://api.test/document', ...document });
    const validate = (answer: unknown, path: string, method: string, status: string, type: string) => {
      const pointer = ['paths', path, method, 'responses', status, 'content', type, 'schema'];
      const fragment = pointer
        .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/');
      const check = ajv.compile({ $ref: `https://api.test/document#/${fragment}` });
      return check(answer) ? [] : check.errors;
    };
    const list = await edge.send('GET /api/v1/collectives');
    expect(validate(list.json(), '/api/v1/collectives', 'get', '200', 'application/json')).toEqual([]);
    const made = await edge.sendJson(
      'POST /api/v1/collectives',
      { slug: 'pier', founders: [] },
      { cookie: 'session=ada' },
    );
    expect(made.status).toBe(201);
    expect(validate(made.json(), '/api/v1/collectives', 'post', '201', 'application/json')).toEqual([]);
    const refused = await edge.sendJson(
      'POST /api/v1/collectives',
      { slug: 'PIER' },
      { cookie: 'session=ada' },
    );
    expect(
      validate(refused.json(), '/api/v1/collectives', 'post', '400', 'application/problem+json'),
    ).toEqual([]);
    expect(
      validate({ title: 'no problem' }, '/api/v1/collectives', 'post', '400', 'application/problem+json'),
    ).not.toEqual([]);
  });

  it('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    expect(references).toContain('components/schemas/Member');
    for (const reference of references) {
      const target = reference
        .split('/')
        .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], document);
      expect(target, reference).toBeDefined();
    }
  });
});

describe('/docs', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await Edge.start({ controllers: [CollectivesController, AuthController] });
  });
  afterAll(() => edge.stop());

  it('lists every operation for people, without script and without anything from elsewhere', async () => {
    const answer = await edge.send('GET /docs');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'/,
    );
    expect(answer.text).toContain('Found a collective');
    for (const path of Object.keys(openApiDocument(edge.app, title).paths))
      expect(answer.text).toContain(`<code>${path}</code>`);
    expect(answer.text).not.toMatch(/<script|https?:\/\//);
  });

  it('begins with the public API', async () => {
    const { text } = await edge.send('GET /docs');
    const places = ['auth', 'collectives', 'server', 'internal'].map((topic) =>
      text.indexOf(`<h2 id="${topic}">`),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  it('escapes whatever a route says about itself', async () => {
    @Controller('x')
    @Policy('public')
    class Hostile {
      @Get()
      @Summary('<script>alert(1)</script>')
      @Returns(204)
      show() {}
    }
    const hostile = await Edge.start({ controllers: [Hostile] });
    const { text } = await hostile.send('GET /docs');
    await hostile.stop();
    expect(text).not.toContain('<script>');
    expect(text).toContain('&lt;script&gt;');
  });
});

import {
  ConcurrentChangeError,
  DomainError,
  type DomainErrorKind,
  ProjectionBehindError,
} from '@boardwalk/domain';
import { HttpProblem, Policy, Refuses, Returns } from '@boardwalk/http';
import { DatabaseBusyError, SilentTransactionError } from '@boardwalk/persistence';
import { ConflictException, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DatabaseError } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Edge } from './edge.js';

class Refused extends DomainError {
  readonly code = 'slug-taken';
  constructor(readonly kind: DomainErrorKind) {
    super('The slug "pier" belongs to another collective. Choose another one.', { slug: 'pier' });
  }
}

const secretRow = 'hunter2';

@Controller('fail')
@Policy('public')
class FailingController {
  @Get('domain/:kind')
  @Returns(204)
  @Refuses('slug-taken', 'conflict', 'Another collective has this slug.')
  domain(@Param('kind', { schema: z.string() }) kind: DomainErrorKind) {
    throw new Refused(kind);
  }

  @Post('behind')
  @Returns(204)
  behind() {
    throw new ProjectionBehindError('collectives.users');
  }

  @Post('concurrent')
  @Returns(204)
  concurrent() {
    throw new ConcurrentChangeError('Collective', 'c-1');
  }

  @Get('overload/:cause')
  @Returns(204)
  overload(@Param('cause', { schema: z.string() }) cause: string) {
    if (cause === 'busy') throw new DatabaseBusyError('200 others wait already');
    if (cause === 'silent') throw new SilentTransactionError(3_000, new Error('it ended'));
    throw Object.assign(new DatabaseError('it failed', 0, 'error'), { code: cause });
  }

  @Get('edge')
  @Returns(204)
  edge() {
    throw new HttpProblem(401, 'wrong-credentials', 'Name or password is wrong. Try again.', {
      headers: { 'www-authenticate': 'Bearer' },
    });
  }

  @Get('nest')
  @Returns(204)
  nest() {
    throw new ConflictException('Somebody was faster. Read again.');
  }

  @Get('unknown')
  @Returns(204)
  async unknown() {
    throw Object.assign(new TypeError(`cannot read ${secretRow}`), { detail: 'a row' });
  }

  @Get('no-error')
  @Returns(204)
  noError() {
    throw 'a string';
  }

  @Get('shape')
  @Returns(200, z.object({ name: z.string() }))
  shape() {
    return { name: 7, password: secretRow };
  }

  @Get('row')
  @Returns(200, z.object({ name: z.string() }))
  row() {
    return { name: 'ada', password: secretRow, role: 'owner' };
  }

  @Get('late')
  @Returns(200, 'text/plain')
  late(@Res() reply: FastifyReply) {
    reply.raw.writeHead(200, { 'content-type': 'text/plain' });
    reply.raw.write('half');
    throw new Error('too late for a status');
  }
}

describe('a problem', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await Edge.start({ controllers: [FailingController] });
  });
  afterAll(() => edge.stop());

  it.each<[DomainErrorKind, number, string | undefined]>([
    ['invalid', 422, undefined],
    ['not-found', 404, undefined],
    ['conflict', 409, undefined],
    ['forbidden', 403, undefined],
    ['gone', 410, undefined],
    ['behind', 409, '1'],
    ['unavailable', 503, '5'],
  ])('of a domain and of kind %s has status %i', async (kind, status, retryAfter) => {
    const answer = await edge.send(`GET /fail/domain/${kind}`);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['retry-after']).toBe(retryAfter);
    expect(answer.json()).toEqual({
      type: '/problems/slug-taken',
      title: 'Slug taken',
      status,
      detail: 'The slug "pier" belongs to another collective. Choose another one.',
      instance: `/fail/domain/${kind}`,
      details: { slug: 'pier' },
    });
  });

  it('says that a projection is behind, and when to ask again', async () => {
    const answer = await edge.send('POST /fail/behind');
    expect(answer.status).toBe(409);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json()).toMatchObject({
      type: '/problems/projection-behind',
      details: { projection: 'collectives.users' },
    });
    expect((await edge.send('POST /fail/concurrent')).json()).toMatchObject({
      type: '/problems/concurrent-change',
      status: 409,
    });
  });

  it.each(['busy', 'silent', '40001', '40P01'])(
    'of a transaction that never was, because of %s, says that there is too much to do',
    async (cause) => {
      const answer = await edge.send(`GET /fail/overload/${cause}`);
      expect(answer.json()).toMatchObject({ status: 503, type: '/problems/overloaded' });
      expect(answer.headers['retry-after']).toBe('2');
    },
  );

  it('of the edge keeps its status, code and headers', async () => {
    const answer = await edge.send('GET /fail/edge');
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.json()).toMatchObject({ type: '/problems/wrong-credentials', status: 401 });
  });

  it('is made of the exceptions that Nest knows', async () => {
    expect((await edge.send('GET /fail/nest')).json()).toMatchObject({
      type: '/problems/conflict',
      status: 409,
      detail: 'Somebody was faster. Read again.',
    });
  });

  it('of an unknown failure tells nothing, and is logged with what led to it', async () => {
    const answer = await edge.send('GET /fail/unknown', {
      headers: { 'x-correlation-id': 'corr-of-this-test' },
    });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain(secretRow);
    expect(answer.text).not.toContain('TypeError');
    expect(edge.logged()).toContainEqual(
      expect.objectContaining({
        level: 'error',
        correlation_id: 'corr-of-this-test',
        err: {
          type: 'TypeError',
          message: `cannot read ${secretRow}`,
          stack: expect.stringContaining('problems.spec.ts'),
        },
      }),
    );
    expect((await edge.send('GET /fail/no-error')).json()).toMatchObject({
      type: '/problems/internal-error',
      status: 500,
    });
  });

  it('cuts the connection when half the answer is already out', async () => {
    await expect(edge.send('GET /fail/late')).rejects.toThrow(/aborted|hang up/);
    expect(edge.logged()).toContainEqual(
      expect.objectContaining({ msg: 'GET /fail/late failed after its answer had begun' }),
    );
  });
});

describe('an answer', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await Edge.start({ controllers: [FailingController] });
  });
  afterAll(() => edge.stop());

  it('holds only the fields that @Returns names', async () => {
    expect((await edge.send('GET /fail/row')).json()).toEqual({ name: 'ada' });
  });

  it('that does not fit @Returns is a failure of the program, logged by place and not by value', async () => {
    const answer = await edge.send('GET /fail/shape');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain(secretRow);
    const lines = edge.logged().map((line) => JSON.stringify(line));
    expect(
      lines.some(
        (line) => line.includes('FailingController.shape answers otherwise') && line.includes('#/name'),
      ),
    ).toBe(true);
    expect(lines.some((line) => line.includes(secretRow))).toBe(false);
  });

  it('is not kept by caches and carries the headers that protect browsers', async () => {
    for (const path of ['/fail/row', '/fail/edge', '/nowhere']) {
      const { headers } = await edge.send(`GET ${path}`);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': expect.any(String),
        'referrer-policy': 'no-referrer',
      });
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['strict-transport-security']).toBeUndefined();
    }
  });
});

describe('the catalogue of problems', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await Edge.start({ controllers: [FailingController] });
  });
  afterAll(() => edge.stop());

  it('lists what the edge refuses and what routes declare', async () => {
    const page = await edge.send('GET /problems');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('<a href="/problems/validation-failed">');
    expect(page.text).toContain('Another collective has this slug.');
  });

  it('explains each type at its own address', async () => {
    expect((await edge.send('GET /problems/slug-taken')).text).toContain(
      'Status 409. Another collective has this slug.',
    );
    const unknown = await edge.send('GET /problems/%3Cscript%3E');
    expect(unknown.status).toBe(404);
    expect(unknown.json()).toMatchObject({ type: '/problems/no-such-problem' });
  });
});

describe('a method that hardly anybody knows', () => {
  it('is refused like any other that no route has', async () => {
    const edge = await Edge.start();
    const [bare, typed] = await Promise.all([
      edge.send('QUERY /healthz'),
      edge.sendJson('QUERY /healthz', {}),
    ]);
    await edge.stop();
    expect(bare.json()).toMatchObject({ status: 400, type: '/problems/malformed-request' });
    expect(typed.json()).toMatchObject({ status: 404, type: '/problems/no-such-route' });
  });
});

describe('somebody at a browser', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await Edge.start();
  });
  afterAll(() => edge.stop());
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

  it('is refused with a page, with the same status', async () => {
    const answer = await edge.send('GET /no-such-page', { headers: { accept } });
    expect(answer.status).toBe(404);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', vary: 'accept' });
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.text).toContain('<h1>No such route</h1>');
    expect(answer.text).toContain('<a href="/problems/no-such-route">');
  });

  it('cannot have a page write itself', async () => {
    const { text } = await edge.send('GET /problems/<script>alert(1)</script>', { headers: { accept } });
    expect(text).not.toContain('<script>alert');
  });

  it('gets a problem document from the API, as programs do everywhere', async () => {
    const api = await edge.send('GET /api/v1/nothing', { headers: { accept } });
    const program = await edge.send('GET /no-such-page', { headers: { accept: '*/*' } });
    for (const answer of [api, program])
      expect(answer.headers['content-type']).toBe('application/problem+json');
  });
});

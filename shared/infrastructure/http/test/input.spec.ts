import { BodyLimit, Policy, Returns } from '@boardwalk/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, Edge } from './edge.js';

const Thing = z.strictObject({
  name: z.string().min(1).max(20),
  size: z.strictObject({ width: z.int() }).optional(),
  labels: z.record(z.string(), z.string()).optional(),
});
const Search = z.strictObject({ q: z.string().optional() });
const Echo = z.object({ got: z.unknown() });

@Controller('things')
@Policy('public')
class ThingsController {
  handled = 0;

  @Post()
  @Returns(201, Echo)
  make(@Body({ schema: Thing }) thing: z.infer<typeof Thing>) {
    this.handled += 1;
    return { got: thing };
  }

  @Post('batch')
  @BodyLimit(300_000)
  @Returns(200, Echo)
  batch(@Body({ schema: z.strictObject({ lines: z.string() }) }) body: { lines: string }) {
    return { got: body.lines.length };
  }

  @Post(':id/touch')
  @Returns(204)
  touch(@Param('id', { schema: z.uuid() }) _id: string) {}

  @Get()
  @Returns(200, Echo)
  search(@Query({ schema: Search }) search: z.infer<typeof Search>) {
    return { got: search };
  }

  @Get(':name')
  @Returns(200, Echo)
  show(@Param('name', { schema: z.string() }) name: string) {
    return { got: name };
  }
}

let edge: Edge;
beforeAll(async () => {
  edge = await Edge.start({ controllers: [ThingsController] });
});
afterAll(() => edge.stop());

function expectProblem(answer: Answer, status: number, code: string): Record<string, unknown> {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const problem = answer.json();
  expect(problem).toMatchObject({
    type: `/problems/${code}`,
    status,
    title: expect.any(String),
    detail: expect.any(String),
  });
  expect(answer.text).not.toMatch(/\bat .+:\d+:\d+|node_modules/);
  return problem;
}

describe('a body', () => {
  it('reaches the handler as its schema parsed it', async () => {
    const made = await edge.sendJson('POST /things', { name: 'box', size: { width: 3 } });
    expect(made.status).toBe(201);
    expect(made.json()).toEqual({ got: { name: 'box', size: { width: 3 } } });
  });

  it('with an unknown field is refused, and the field is named by its pointer', async () => {
    const answer = await edge.sendJson('POST /things', {
      name: 'box',
      role: 'owner',
      size: { width: 1, 'a/b~c': 2 },
    });
    const problem = expectProblem(answer, 400, 'validation-failed');
    expect(problem['instance']).toBe('/things');
    expect(problem['errors']).toEqual([
      {
        in: 'body',
        pointer: '#/size/a~1b~0c',
        detail: 'Unknown field "a/b~c". Leave it out, or check its spelling.',
      },
      { in: 'body', pointer: '#/role', detail: 'Unknown field "role". Leave it out, or check its spelling.' },
    ]);
  });

  it('with a missing or wrong field is refused before any work', async () => {
    const before = edge.app.get(ThingsController).handled;
    const problem = expectProblem(
      await edge.sendJson('POST /things', { size: { width: 'wide' } }),
      400,
      'validation-failed',
    );
    expect(problem['errors']).toEqual([
      { in: 'body', pointer: '#/name', detail: expect.stringContaining('expected string') },
      { in: 'body', pointer: '#/size/width', detail: expect.stringContaining('expected') },
    ]);
    expect(edge.app.get(ThingsController).handled).toBe(before);
  });

  it('that is missing, null or no object is refused', async () => {
    expectProblem(await edge.send('POST /things'), 400, 'validation-failed');
    expectProblem(await edge.sendJson('POST /things', ''), 400, 'validation-failed');
    for (const body of ['null', '[]', '"text"', '3', '[[[[]]]]']) {
      expectProblem(await edge.sendJson('POST /things', body), 400, 'validation-failed');
    }
  });

  it('that is malformed JSON is refused with the place where it breaks, and without its content', async () => {
    const answer = await edge.sendJson('POST /things', '{"password": "hunter2", }');
    expect(expectProblem(answer, 400, 'malformed-json')['detail']).toContain('breaks at character');
    expect(answer.text).not.toContain('hunter2');
    for (const body of ['{', '{"name":"a"} trailing', "{'name':'a'}", '{"name":NaN}', '{"name":"a",}']) {
      expectProblem(await edge.sendJson('POST /things', body), 400, 'malformed-json');
    }
  });

  it('that is no UTF-8 is refused', async () => {
    const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const answer = await edge.send('POST /things', { headers: { 'content-type': 'application/json' }, body });
    expect(expectProblem(answer, 400, 'malformed-json')['detail']).toContain('UTF-8');
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    'with the key %s, at any depth, is refused',
    async (key) => {
      for (const body of [
        `{"name":"a","${key}":{"admin":true}}`,
        `{"name":"a","labels":{"${key}":"x"}}`,
        `{"name":"a","labels":{"${key.replace('o', '\\u006f')}":"x"}}`,
      ]) {
        const problem = expectProblem(await edge.sendJson('POST /things', body), 400, 'validation-failed');
        expect(problem['errors']).toEqual([
          expect.objectContaining({ in: 'body', pointer: expect.stringContaining(key) }),
        ]);
      }
      expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    },
  );

  it('with text that no database stores is refused', async () => {
    for (const name of ['a\\u0000b', '\\ud800']) {
      const problem = expectProblem(
        await edge.sendJson('POST /things', `{"name":"${name}"}`),
        400,
        'validation-failed',
      );
      expect(problem['errors']).toEqual([expect.objectContaining({ pointer: '#/name' })]);
    }
  });

  it('over 100 kB is refused, announced or not', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(100_000) });
    expectProblem(await edge.sendJson('POST /things', body), 413, 'body-too-large');
    const chunked = await edge.sendJson('POST /things', body, { 'transfer-encoding': 'chunked' });
    expectProblem(chunked, 413, 'body-too-large');
    expect(chunked.headers['connection']).toBe('close');
  });

  it('may be larger where the route says so', async () => {
    const lines = 'x'.repeat(200_000);
    expect((await edge.sendJson('POST /things/batch', { lines })).json()).toEqual({ got: 200_000 });
    expectProblem(await edge.sendJson('POST /things/batch', { lines: lines + lines }), 413, 'body-too-large');
  });

  it('nested without end is refused, and costs no more than any other', async () => {
    const started = performance.now();
    const problem = expectProblem(
      await edge.sendJson('POST /things', '['.repeat(49_000) + ']'.repeat(49_000)),
      400,
      'validation-failed',
    );
    expect(problem['errors']).toEqual([
      expect.objectContaining({ detail: expect.stringContaining('nested deeper than 32') }),
    ]);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('with thousands of faults is answered with the first twenty', async () => {
    const forbidden = `{${Array.from({ length: 4_000 }, (_, n) => `"k${n}":{"__proto__":1}`).join(',')}}`;
    expect(
      expectProblem(await edge.sendJson('POST /things', forbidden), 400, 'validation-failed')['errors'],
    ).toHaveLength(20);
    const unknown = Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [`k${n}`, n]));
    expect(
      expectProblem(await edge.sendJson('POST /things', unknown), 400, 'validation-failed')['errors'],
    ).toHaveLength(20);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/gzip',
  ])('sent as %s is refused, and the answer says what is taken', async (type) => {
    const answer = await edge.send('POST /things', {
      headers: { 'content-type': type },
      body: '{"name":"a"}',
    });
    expect(expectProblem(answer, 415, 'unsupported-media-type')['detail']).toContain('application/json');
    expect(answer.headers['accept']).toBe('application/json');
  });

  it('whose Content-Type is no media type is refused', async () => {
    const answer = await edge.send('POST /things', { headers: { 'content-type': 'nonsense' }, body: '{}' });
    expectProblem(answer, 415, 'unsupported-media-type');
  });

  it('sent without a Content-Type is refused', async () => {
    expectProblem(await edge.send('POST /things', { body: '{"name":"a"}' }), 415, 'unsupported-media-type');
  });

  it('sent compressed is refused', async () => {
    const answer = await edge.sendJson('POST /things', '{"name":"a"}', { 'content-encoding': 'gzip' });
    expectProblem(answer, 415, 'unsupported-content-encoding');
  });

  it('may have a charset beside its type', async () => {
    expect(
      (
        await edge.sendJson(
          'POST /things',
          { name: 'a' },
          { 'content-type': 'application/json; charset=utf-8' },
        )
      ).status,
    ).toBe(201);
  });
});

describe('a query', () => {
  it('reaches the handler as its schema parsed it', async () => {
    expect((await edge.send('GET /things?q=a%20b')).json()).toEqual({ got: { q: 'a b' } });
  });

  it('with an unknown, repeated or poisonous field is refused', async () => {
    for (const query of ['q=1&role=owner', 'q=1&q=2', '__proto__=1', 'constructor=1', 'q=%00']) {
      const problem = expectProblem(await edge.send(`GET /things?${query}`), 400, 'validation-failed');
      expect(problem['errors']).toEqual([expect.objectContaining({ in: 'query' })]);
      expect(problem['instance']).toBe('/things');
    }
  });
});

describe('a path', () => {
  it('gives its parameters decoded, with slashes where they were escaped', async () => {
    expect((await edge.send('GET /things/%40ada%2Ftools')).json()).toEqual({ got: '@ada/tools' });
  });

  it('with a parameter of the wrong shape is refused by its name', async () => {
    const problem = expectProblem(await edge.send('POST /things/7/touch'), 400, 'validation-failed');
    expect(problem['errors']).toEqual([{ in: 'path', pointer: '#/id', detail: 'Invalid UUID' }]);
    const nul = expectProblem(await edge.send('GET /things/a%00'), 400, 'validation-failed');
    expect(nul['errors']).toEqual([expect.objectContaining({ in: 'path', pointer: '#/name' })]);
  });

  it('with a broken escape, or a part that is far too long, is refused', async () => {
    expectProblem(await edge.send('GET /things/%zz'), 400, 'malformed-request');
    expectProblem(await edge.send(`GET /things/${'x'.repeat(300)}`), 414, 'path-too-long');
  });

  it('that no route answers is told without its query', async () => {
    const problem = expectProblem(await edge.send('GET /nowhere?token=hunter2'), 404, 'no-such-route');
    expect(problem).toMatchObject({ instance: '/nowhere', detail: expect.not.stringContaining('hunter2') });
    expectProblem(
      await edge.send('POST /nowhere', { headers: { 'content-type': 'text/plain' }, body: 'x' }),
      404,
      'no-such-route',
    );
  });
});

describe('what is no HTTP', () => {
  it('is answered with a problem and a closed connection', async () => {
    const socket = connect(edge.port, '127.0.0.1');
    socket.write('THIS IS NOT HTTP\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('/problems/malformed-request');
  });
});

describe('a program', () => {
  const startWith = (controller: new () => object) => Edge.start({ controllers: [controller] });

  it('does not start when an input has no schema', async () => {
    @Controller('x')
    @Policy('public')
    class Loose {
      @Post()
      @Returns(204)
      make(@Body() _body: unknown) {}
    }
    await expect(startWith(Loose)).rejects.toThrow(
      'POST /x (Loose.make) takes its body without a zod schema',
    );
  });

  it('does not start when a body or query lets unknown fields in, however deep', async () => {
    @Controller('x')
    @Policy('public')
    class Loose {
      @Post()
      @Returns(204)
      make(
        @Body({ schema: z.strictObject({ inner: z.array(z.object({ a: z.string() })) }) }) _body: unknown,
      ) {}
    }
    await expect(startWith(Loose)).rejects.toThrow(
      'lets unknown fields into its body at #/properties/inner/items',
    );
  });

  it('does not start when a query is read field by field, because unknown ones would pass', async () => {
    @Controller('x')
    @Policy('public')
    class Loose {
      @Get()
      @Returns(204)
      make(@Query('q', { schema: z.string() }) _q: string) {}
    }
    await expect(startWith(Loose)).rejects.toThrow('takes "q" alone from its query');
  });

  it('does not start when a route does not say what it answers', async () => {
    @Controller('x')
    @Policy('public')
    class Silent {
      @Get()
      show() {}
    }
    await expect(startWith(Silent)).rejects.toThrow('GET /x (Silent.show) has no @Returns');
  });
});

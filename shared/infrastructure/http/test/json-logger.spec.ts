import { JsonLogger, Policy, Returns } from '@boardwalk/http';
import { runWithMessageContext } from '@boardwalk/observability';
import { Controller, Get, HttpCode, Query } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Edge } from './edge.js';

function recorder(level: 'trace' | 'warn' = 'trace') {
  const lines: string[] = [];
  const logger = new JsonLogger(level, { write: (line) => lines.push(line) });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('the JSON logger', () => {
  it('writes one line with level, time, message and the name of the logger', () => {
    const { logger, last, lines } = recorder();
    logger.log('ready', 'Platform');
    expect(last()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      context: 'Platform',
      msg: 'ready',
    });
    expect(lines[0]?.match(/\n/g)).toHaveLength(1);
  });

  it('turns the fields of an object into fields of the line', () => {
    const { logger, last } = recorder();
    logger.warn({ msg: 'slow', durationMs: 1200 }, 'http');
    expect(last()).toMatchObject({ level: 'warn', msg: 'slow', durationMs: 1200, context: 'http' });
  });

  it('writes an error with its class, stack and cause, and nothing that a driver hung on it', () => {
    const { logger, last } = recorder();
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(ada@example.org)',
    });
    logger.error(new Error('cannot register', { cause }), 'identity');
    expect(last()).toMatchObject({
      level: 'error',
      msg: 'cannot register',
      err: {
        type: 'Error',
        stack: expect.stringContaining('json-logger.spec'),
        cause: { message: 'duplicate key', code: '23505' },
      },
    });
    expect(JSON.stringify(last())).not.toContain('ada@example.org');
  });

  it('understands how Nest passes a stack', () => {
    const { logger, last } = recorder();
    logger.error('it broke', 'Error: it broke\n    at somewhere', 'ExceptionsHandler');
    expect(last()).toMatchObject({
      msg: 'it broke',
      stack: expect.stringContaining('at somewhere'),
      context: 'ExceptionsHandler',
    });
  });

  it('keeps every line below its level, and Nest’s announcements below info', () => {
    const quiet = recorder('warn');
    quiet.logger.log('no');
    quiet.logger.debug('no');
    expect(quiet.lines).toEqual([]);
    const { logger, last } = recorder();
    logger.log('Mapped {/x, GET} route', 'RouterExplorer');
    expect(last()).toMatchObject({ level: 'debug' });
    logger.verbose('v');
    expect(last()).toMatchObject({ level: 'trace' });
    logger.fatal('f');
    expect(last()).toMatchObject({ level: 'fatal' });
  });

  it('puts the correlation id of what runs on the line', () => {
    const { logger, last } = recorder();
    runWithMessageContext({ correlationId: 'corr-1234' }, () => logger.log('inside'));
    expect(last()).toMatchObject({ correlation_id: 'corr-1234' });
    logger.log('outside');
    expect(last()).not.toHaveProperty('correlation_id');
  });

  it.each([
    'authorization',
    'Cookie',
    'set-cookie',
    'password',
    'newPassword',
    'token',
    'accessToken',
    'secret',
    'clientSecret',
    'apiKey',
    'api_key',
    'x-api-key',
  ])('never writes the value of a field named %s, however deep', (key) => {
    const { logger, lines } = recorder();
    logger.log({ msg: 'm', [key]: 'hunter2', deep: { list: [{ [key]: { nested: 'hunter2' } }] } });
    expect(lines.join('')).not.toContain('hunter2');
    expect(lines.join('')).toContain('«redacted»');
  });

  it.each([
    ['a bearer token', 'sent Authorization: Bearer hunter2.hunter2'],
    ['a secret in a query', 'GET /verify?token=hunter2&x=1'],
    ['a password in a URL', 'postgres://boardwalk:hunter2@localhost/db'],
    ['an API key', 'key bw_hunter2hunter2 was used'],
  ])('never writes %s inside a text', (_what, text) => {
    const { logger, lines } = recorder();
    logger.log(text);
    logger.error(new Error(text));
    expect(lines.join('')).not.toContain('hunter2');
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  it('writes no bytes out', () => {
    const { logger, last } = recorder();
    logger.log({ msg: 'm', archive: Buffer.alloc(1_000_000) });
    expect(last()).toMatchObject({ archive: '«bytes»' });
  });

  it('survives what refers to itself', () => {
    const { logger, lines } = recorder();
    const loop: Record<string, unknown> = { name: 'loop' };
    loop['self'] = loop;
    logger.log({ msg: 'm', loop });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ loop: { name: 'loop' } });
  });
});

describe('the log of requests', () => {
  @Controller(['x', 'internal/x'])
  @Policy('public')
  class XController {
    @Get()
    @Returns(204)
    show(@Query({ schema: z.strictObject({ token: z.string() }) }) _query: unknown) {}

    @Get('broken')
    @HttpCode(200)
    @Returns(200, 'text/plain')
    broken() {
      throw new Error('no');
    }
  }

  it('has one line each, at a level that fits its status, without the query', async () => {
    const edge = await Edge.start({ controllers: [XController] });
    for (const path of [
      '/x?token=hunter2',
      '/x/nowhere?token=hunter2',
      '/x/broken',
      '/healthz',
      '/internal/x?token=hunter2',
    ])
      await edge.send(`GET ${path}`);
    await edge.stop();
    const lines = edge.logged().filter((line) => 'durationMs' in line);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'info',
        msg: 'GET /x 204',
        route: '/x',
        status: 204,
        durationMs: expect.any(Number),
      }),
      expect.objectContaining({ level: 'warn', msg: 'GET /x/nowhere 404', status: 404 }),
      expect.objectContaining({ level: 'error', msg: 'GET /x/broken 500', status: 500 }),
      expect.objectContaining({ level: 'debug', msg: 'GET /healthz 200' }),
      expect.objectContaining({ level: 'debug', msg: 'GET /internal/x 204' }),
    ]);
    expect(JSON.stringify(edge.logged())).not.toContain('hunter2');
  });
});

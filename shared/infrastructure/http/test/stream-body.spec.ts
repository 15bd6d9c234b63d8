import { HttpProblem, Policy, Returns, StreamBody } from '@boardwalk/http';
import { Body, Controller, Put } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Edge } from './edge.js';

const Stored = z.object({ sha256: z.string() });
const maxBytes = 1_000_000;

@Controller('archives')
@Policy('public')
class ArchivesController {
  interrupted = Promise.withResolvers<unknown>();

  @Put('whole')
  @Returns(200, Stored)
  async whole(
    @StreamBody({ types: ['application/gzip', 'application/octet-stream'], maxBytes }) archive: Readable,
  ) {
    const hash = createHash('sha256');
    try {
      await pipeline(archive, hash);
    } catch (error) {
      this.interrupted.resolve(error);
      throw error;
    }
    return { sha256: hash.digest('hex') };
  }

  @Put('unread')
  @Returns(200, Stored)
  unread(@StreamBody({ types: ['application/gzip'], maxBytes }) _archive: Readable): never {
    throw new HttpProblem(409, 'already-there', 'This archive is already there. Nothing was read.');
  }
}

const gzip = { 'content-type': 'application/gzip' };

describe('a streamed body', () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await Edge.start({ controllers: [ArchivesController] });
  });
  afterAll(() => edge.stop());

  it('arrives whole, byte for byte, though it is larger than any JSON may be', async () => {
    const body = Buffer.alloc(maxBytes, 'boardwalk');
    const answer = await edge.send('PUT /archives/whole', { headers: gzip, body });
    expect(answer.json()).toEqual({ sha256: createHash('sha256').update(body).digest('hex') });
  });

  it('may be empty', async () => {
    const answer = await edge.send('PUT /archives/whole', { headers: gzip });
    expect(answer.json()).toEqual({ sha256: createHash('sha256').digest('hex') });
  });

  it('over its limit is refused, announced or not', async () => {
    const body = Buffer.alloc(maxBytes + 1);
    for (const headers of [gzip, { ...gzip, 'transfer-encoding': 'chunked' }]) {
      const answer = await edge.send('PUT /archives/whole', { headers, body });
      expect(answer.status).toBe(413);
      expect(answer.json()).toMatchObject({
        type: '/problems/body-too-large',
        detail: expect.stringContaining('1,000,000 bytes'),
      });
    }
  });

  it('of another type is refused with the types that are taken', async () => {
    for (const type of ['application/json', 'text/plain', 'application/zip']) {
      const answer = await edge.send('PUT /archives/whole', {
        headers: { 'content-type': type },
        body: '{}',
      });
      expect(answer.status).toBe(415);
      expect(answer.json()['detail']).toContain('application/gzip or application/octet-stream');
    }
  });

  it('that the handler leaves unread does not keep the answer from the client', async () => {
    const answer = await edge.send('PUT /archives/unread', { headers: gzip, body: Buffer.alloc(500_000) });
    expect(answer.json()).toMatchObject({ type: '/problems/already-there', status: 409 });
  });

  it('that breaks off fails in the handler instead of looking complete', async () => {
    const request = httpRequest({
      host: '127.0.0.1',
      port: edge.port,
      method: 'PUT',
      path: '/archives/whole',
      headers: { ...gzip, 'content-length': '1000' },
      agent: false,
    });
    request.on('error', () => {}); // Cut off on purpose below.
    const interrupted = Promise.withResolvers<unknown>();
    edge.app.get(ArchivesController).interrupted = interrupted;
    request.write(Buffer.alloc(10), () => request.destroy());
    expect(await interrupted.promise).toMatchObject({ code: 'upload-interrupted' });
  });
});

describe('a route that reads its body both as JSON and as a stream', () => {
  @Controller('x')
  @Policy('public')
  class Both {
    @Put()
    @Returns(204)
    put(
      @Body({ schema: z.strictObject({}) }) _body: unknown,
      @StreamBody({ types: ['application/gzip'], maxBytes }) _archive: Readable,
    ) {}
  }

  it('keeps the program from starting', async () => {
    await expect(Edge.start({ controllers: [Both] })).rejects.toThrow('drop @Body or @StreamBody');
  });
});

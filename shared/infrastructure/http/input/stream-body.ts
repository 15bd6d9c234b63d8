import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { FastifyRequest } from 'fastify';
import { Readable, Transform } from 'node:stream';
import { HttpProblem } from '../problems/problem.js';
import type { BodyConfig } from './body-limit.js';

export interface StreamBodyOptions {
  /** Media types that the route takes, such as `application/gzip`. */
  readonly types: readonly [string, ...string[]];
  readonly maxBytes: number;
}

/**
 * Hands the body over unread: `@StreamBody({ types: ['application/gzip'], maxBytes }) archive: Readable`. Other media
 * types are answered with 415; reading past the limit fails with 413. A handler that stops reading early may just return
 * or throw.
 */
export function StreamBody(options: StreamBodyOptions): ParameterDecorator {
  return (target, key, index) => {
    const handler: unknown = key === undefined ? undefined : Reflect.get(target, key);
    if (typeof handler !== 'function')
      throw new TypeError('@StreamBody stands on a parameter of a controller method.');
    const config: BodyConfig = { bodyLimit: options.maxBytes, streams: options.types };
    Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, config, handler);
    readStream()(target, key, index);
  };
}

const readStream = createParamDecorator((_data: undefined, context: ExecutionContext): Readable => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  return body instanceof Readable ? body : Readable.from([]);
});

/**
 * The payload, cut off at a limit. The payload itself is never destroyed: that would close the connection before the
 * refusal is on its way.
 */
export function limitedStream(payload: Readable, maxBytes: number): Readable {
  let seen = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > maxBytes) done(bodyTooLarge(maxBytes));
      else done(null, chunk);
    },
  });
  payload.once('error', (error) => limited.destroy(uploadInterrupted(error)));
  payload.once('close', () => {
    if (!payload.readableEnded) limited.destroy(uploadInterrupted());
  });
  limited.once('close', () => payload.unpipe(limited));
  return payload.pipe(limited);
}

export function bodyTooLarge(maxBytes: number): HttpProblem {
  return new HttpProblem(
    413,
    'body-too-large',
    `The body is larger than the ${maxBytes.toLocaleString('en')} bytes that this route takes. Send less at once.`,
  );
}

function uploadInterrupted(cause?: Error): HttpProblem {
  return new HttpProblem(
    400,
    'upload-interrupted',
    'The connection ended before the whole body had arrived. Send the request again.',
    { cause },
  );
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { HttpProblem } from './problems/problem.js';

/** Answers of successful writes carry it; clients send the highest one they know back with each request. */
export const positionHeader = 'boardwalk-position';

/**
 * The position in the log that the caller has been told of, from the request header `Boardwalk-Position`; undefined when
 * it sends none. Commands whose rule reads a projection take it along.
 */
export const KnownPosition = createParamDecorator(
  (_data: undefined, context: ExecutionContext): string | undefined =>
    knownPosition(context.switchToHttp().getRequest<FastifyRequest>()),
);

function knownPosition(request: FastifyRequest): string | undefined {
  const header = request.headers[positionHeader];
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^[0-9A-Za-z-]{1,64}$/.test(header)) return header;
  throw new HttpProblem(
    400,
    'invalid-position',
    'The header Boardwalk-Position holds no position that an answer gave out. Send such a one, or none.',
  );
}

import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf, rememberFailure } from '../tracing/request-span.js';
import { problemFrom } from './from-error.js';
import { HttpProblem } from './problem.js';
import { sendProblem } from './send-problem.js';

/** Turns whatever was thrown into one problem document. Failures of the program are logged and told as nothing but a 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { method } = request;
    const route = { method, path: pathOf(request), known: !request.is404 };
    const problem = problemFrom(error, route) ?? this.failure(error, request);
    if (problem.status >= 500) rememberFailure(request, error);
    if (!reply.sent && !reply.raw.headersSent) return sendProblem(request, reply, problem);
    // Half an answer is out and cannot become a problem; the cut connection tells the client that it is not whole.
    this.logger.error({ msg: `${method} ${route.path} failed after its answer had begun`, err: error });
    rememberFailure(request, error);
    reply.raw.destroy();
  }

  private failure(error: unknown, request: FastifyRequest): HttpProblem {
    this.logger.error({ msg: `${request.method} ${pathOf(request)} failed`, err: error });
    return new HttpProblem(
      500,
      'internal-error',
      'The server failed while it worked on this request. Try again later; if it goes on, report the trace id.',
    );
  }
}

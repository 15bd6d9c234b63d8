import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf, rememberFailure, spanOf } from '../tracing/request-span.js';
import { titleOf, typeOf } from './catalogue.js';
import { problemFrom } from './from-error.js';
import { HttpProblem, type ProblemDocument } from './problem.js';

/** Turns whatever was thrown into one problem document. Failures of the program are logged and told as nothing but a 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const path = pathOf(request);
    const problem =
      problemFrom(error, { method: request.method, path, known: !request.is404 }) ??
      this.failure(error, request);
    if (reply.sent || reply.raw.headersSent) {
      rememberFailure(request, error);
      // Half an answer is out and cannot become a problem; the cut connection tells the client that it is not whole.
      this.logger.error({ msg: `${request.method} ${path} failed after its answer had begun`, err: error });
      reply.raw.destroy();
      return;
    }
    void reply
      .code(problem.status)
      .headers({ ...problem.extras.headers })
      .header('content-type', 'application/problem+json')
      .send(JSON.stringify(documentOf(problem, path, spanOf(request)?.spanContext().traceId)));
  }

  private failure(error: unknown, request: FastifyRequest): HttpProblem {
    rememberFailure(request, error);
    this.logger.error({ msg: `${request.method} ${pathOf(request)} failed`, err: error });
    return new HttpProblem(
      500,
      'internal-error',
      'The server failed while it worked on this request. Try again later; if it goes on, report the trace id.',
    );
  }
}

function documentOf(problem: HttpProblem, instance: string, traceId: string | undefined): ProblemDocument {
  return {
    type: typeOf(problem.code),
    title: titleOf(problem.code),
    status: problem.status,
    detail: problem.detail,
    instance,
    ...(traceId !== undefined && { traceId }),
    ...(problem.extras.errors && { errors: problem.extras.errors }),
    ...(problem.extras.details && { details: problem.extras.details }),
  };
}

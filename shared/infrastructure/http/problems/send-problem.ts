import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf, spanOf } from '../tracing/request-span.js';
import { pagePolicy } from '../pages/page.js';
import { titleOf, typeOf } from './catalogue.js';
import type { HttpProblem, ProblemDocument } from './problem.js';
import { isForPeople, refusalPage } from './refusal-page.js';

/** Answers with the document of a problem, or with a page that says the same; nothing of what led to it. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: HttpProblem): void {
  const body = documentOf(problem, pathOf(request), spanOf(request)?.spanContext().traceId);
  reply.code(problem.status).headers({ ...problem.extras.headers });
  if (isForPeople(request)) {
    reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': pagePolicy,
        vary: 'accept',
      })
      .send(refusalPage(body));
    return;
  }
  reply
    .header('content-type', 'application/problem+json')
    // As bytes: Fastify would add a charset to text, which this media type does not have.
    .send(Buffer.from(JSON.stringify(body)));
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

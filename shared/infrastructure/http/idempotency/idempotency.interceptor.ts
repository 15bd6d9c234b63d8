import { currentMessageContext } from '@boardwalk/observability';
import { UnitsOfWork } from '@boardwalk/persistence';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
  Optional,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { accessOf, principalOf } from '../authentication/policy.js';
import { bodyConfigOf } from '../input/body-limit.js';
import { returnedBy } from '../routes/returns.js';
import { canonical } from './canonical.js';
import { isExpensive } from '../limits/quotas.js';
import { idempotencyKeyOf, keeperOf, keepsAnswers } from './idempotency-key.js';
import { type Claim, KeptAnswers } from './kept-answers.js';
import type { Answer } from './sealed-answer.js';

/** Headers of an answer that belong to what was done; the others are made anew for each answer. */
const keptHeaders = ['location', 'content-location', 'etag'] as const;

/**
 * Does once what a person or an API client sends under an `Idempotency-Key`, and answers every repetition with the same: the
 * commands of the handler run in one unit of work, and the answer is written in it. A refusal changes nothing and is not kept.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger('http');

  constructor(
    @Optional() private readonly answers?: KeptAnswers,
    @Optional() private readonly units?: UnitsOfWork,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const handler = context.getHandler();
    const { answers, units } = this;
    if (answers === undefined || units === undefined) return next.handle();
    const route = {
      method: request.method,
      access: accessOf(handler, context.getClass()),
      returns: returnedBy(handler),
      body: bodyConfigOf(handler),
      expensive: isExpensive(handler, context.getClass()),
    };
    if (!keepsAnswers(route)) return next.handle();
    const caller = keeperOf(principalOf(request));
    const key = caller === undefined ? undefined : idempotencyKeyOf(request);
    if (caller === undefined || key === undefined) return next.handle();
    const said = [request.method, request.url, canonical(request.body)] as const;
    return from(this.once({ caller, key, said }, http.getResponse<FastifyReply>(), next, answers, units));
  }

  private async once(
    request: Claim['request'],
    reply: FastifyReply,
    next: CallHandler<unknown>,
    answers: KeptAnswers,
    units: UnitsOfWork,
  ): Promise<unknown> {
    const found = await answers.claim(request);
    if ('answer' in found) return repeated(found.answer, reply);
    const { claim } = found;
    try {
      const body = await units.run(async (unit) => {
        const body = await lastValueFrom(next.handle(), { defaultValue: undefined });
        answers.keep(claim, answerOf(reply, body), unit);
        return body;
      });
      const position = currentMessageContext()?.position;
      if (position !== undefined) await answers.tellPosition(claim, position).catch(this.forgotten);
      return body;
    } catch (error) {
      await answers.release(claim).catch(this.forgotten);
      throw error;
    }
  }

  /** It was done, or is over in a minute: no reason to tell the caller otherwise. */
  private readonly forgotten = (error: unknown): void =>
    this.logger.warn({ msg: 'A note about a request with an Idempotency-Key was not written', err: error });
}

function answerOf(reply: FastifyReply, body: unknown): Answer {
  const headers = keptHeaders.flatMap((name) => {
    const value = reply.getHeader(name);
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return {
    status: reply.statusCode,
    headers: Object.fromEntries(headers),
    ...(body !== undefined && { body }),
  };
}

function repeated({ status, headers, body }: Answer, reply: FastifyReply): unknown {
  reply.code(status).headers({ ...headers, 'idempotent-replayed': 'true' });
  return body;
}

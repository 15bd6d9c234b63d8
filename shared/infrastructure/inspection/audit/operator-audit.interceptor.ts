import { DomainError } from '@boardwalk/domain';
import { accessOf, HttpProblem, principalOf } from '@boardwalk/http';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { actorOf, Audit } from './audit.js';
import { duringRequest, OperatorRequest } from './operator-request.js';

const reads = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Has every request to a route of the operator that may change something leave an entry in the audit, also a refused one. */
@Injectable()
export class OperatorAuditInterceptor implements NestInterceptor {
  constructor(private readonly audit: Audit) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const isOperators = accessOf(context.getHandler(), context.getClass()).includes('operator');
    if (!isOperators || reads.has(request.method)) return next.handle();
    const { url = '' } = request.routeOptions;
    const asked = new OperatorRequest(
      actorOf(principalOf(request)),
      `${request.method} ${url}`,
      request.url.split('?', 1)[0] ?? '',
      actionOf(context),
    );
    return from(this.recorded(asked, () => lastValueFrom(next.handle(), { defaultValue: undefined })));
  }

  private async recorded(asked: OperatorRequest, work: () => Promise<unknown>): Promise<unknown> {
    try {
      const answer = await duringRequest(asked, work);
      if (!asked.isRecorded) await this.audit.record(asked, { outcome: 'done', code: null });
      return answer;
    } catch (error) {
      await this.audit.recordRefusal(asked, endOf(error));
      throw error;
    } finally {
      asked.end();
    }
  }
}

function endOf(error: unknown) {
  const refused = error instanceof DomainError || (error instanceof HttpProblem && error.status < 500);
  return { outcome: refused ? 'refused' : 'failed', code: refused ? error.code : null } as const;
}

/** `ConsumersController.pause` → `consumers.pause` */
function actionOf(context: ExecutionContext): string {
  const controller = context.getClass().name.replace(/Controller$/, '');
  return [controller, context.getHandler().name]
    .map((name) => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase())
    .join('.');
}

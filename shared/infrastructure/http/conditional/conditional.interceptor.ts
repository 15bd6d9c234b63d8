import { UnitsOfWork } from '@boardwalk/persistence';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  Optional,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, map, type Observable } from 'rxjs';
import type { BoardwalkAdapter } from '../http-adapter.js';
import { Limits } from '../limits/limits.js';
import { overloaded } from '../problems/overloaded.js';
import { HttpProblem } from '../problems/problem.js';
import { returnedBy } from '../routes/returns.js';
import { etagOf, names } from './etag.js';

const changes = new Set(['PUT', 'PATCH', 'DELETE']);

/**
 * Reads carry an `ETag` and answer 304 to `If-None-Match`. A change with `If-Match` is made only if what `GET` of the same
 * address answers its caller is still that: looked at and changed in one snapshot of the database.
 */
@Injectable()
export class ConditionalInterceptor implements NestInterceptor {
  constructor(
    private readonly host: HttpAdapterHost,
    @Optional() private readonly units?: UnitsOfWork,
    @Optional() private readonly limits?: Limits,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { schema, status } = returnedBy(context.getHandler()) ?? {};
    if (request.method === 'GET' || request.method === 'HEAD') {
      if (schema === undefined || status !== 200 || !request.url.startsWith('/api/')) return next.handle();
      return next.handle().pipe(map((body) => validated(request, http.getResponse<FastifyReply>(), body)));
    }
    const condition = request.headers['if-match'];
    const { units } = this;
    if (condition === undefined || units === undefined || !changes.has(request.method)) return next.handle();
    return from(
      units.run(async (unit) => {
        // Where another changes what this changes between the look and the change, the database refuses, and it is looked again.
        await unit.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
        assertMatches(condition, await this.presentOf(request));
        return lastValueFrom(next.handle(), { defaultValue: undefined });
      }),
    );
  }

  /** The validator of what the caller would read there now, in the running transaction; undefined when it would read nothing. */
  private async presentOf(request: FastifyRequest): Promise<string | undefined> {
    const { authorization, cookie } = request.headers;
    const adapter = this.host.httpAdapter as BoardwalkAdapter;
    const ask = async () =>
      adapter.getInstance().inject({
        method: 'GET',
        url: request.url,
        remoteAddress: request.ip,
        headers: {
          ...(authorization !== undefined && { authorization }),
          ...(cookie !== undefined && { cookie }),
        },
      });
    // Its caller has asked once, and is counted once.
    const answer = await (this.limits?.uncounted(ask) ?? ask());
    if (answer.statusCode >= 500) throw overloaded();
    const { etag } = answer.headers;
    return answer.statusCode === 200 && typeof etag === 'string' ? etag : undefined;
  }
}

function assertMatches(condition: string, present: string | undefined): void {
  const matches = names(condition, present ?? '', 'strong');
  if (matches === undefined) throw malformed('If-Match');
  if (matches && present !== undefined) return;
  throw new HttpProblem(
    412,
    'changed-meanwhile',
    present === undefined
      ? 'If-Match was sent, and there is nothing to read at this address that could match. Nothing was changed; send the request without it.'
      : 'What is at this address is no longer what If-Match names. Nothing was changed; read it again and decide anew.',
    { ...(present !== undefined && { headers: { etag: present } }) },
  );
}

function validated(request: FastifyRequest, reply: FastifyReply, body: unknown): unknown {
  const etag = etagOf(JSON.stringify(body) ?? '');
  reply.headers({ etag, 'cache-control': 'private, no-cache', vary: 'authorization, cookie' });
  const known = request.headers['if-none-match'];
  if (known === undefined) return body;
  const matches = names(known, etag, 'weak');
  if (matches === undefined) throw malformed('If-None-Match');
  if (!matches) return body;
  reply.code(304);
  return undefined;
}

function malformed(header: string): HttpProblem {
  return new HttpProblem(
    400,
    'malformed-condition',
    `${header} is no list of entity tags as ETag gives them out: "…", several with commas between them, or *. Nothing was done.`,
  );
}

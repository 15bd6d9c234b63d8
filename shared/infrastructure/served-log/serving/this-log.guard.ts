import { HttpProblem } from '@boardwalk/http';
import { LogReader } from '@boardwalk/messaging';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** An address may come to lead to another database. Its places would be taken for those of the log that was read before. */
@Injectable()
export class ThisLogGuard implements CanActivate {
  constructor(private readonly reader: LogReader) {}

  /** @throws {HttpProblem} 409 */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { log } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { log: string } }>>().params;
    const own = await this.reader.logId();
    if (log === own) return true;
    throw new HttpProblem(
      409,
      'other-log',
      `The log ${own} is served here, and ${log} was asked for. Whoever asks has to be started anew if this address is meant.`,
    );
  }
}

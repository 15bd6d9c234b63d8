import type { IncomingMessage } from 'node:http';
import { HttpProblem } from '@boardwalk/http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { isApiKey } from '../../application/callers.js';
import { bearerOf } from './bearer.js';

/**
 * For routes where only the person counts: a key that got into wrong hands must not make further keys, or it could never
 * be got rid of.
 */
@Injectable()
export class SessionOnlyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Pick<IncomingMessage, 'headers'>>();
    if (!isApiKey(bearerOf(headers) ?? '')) return true;
    throw new HttpProblem(
      403,
      'session-required',
      'API keys may not do this; only the person they belong to may. Sign in and use the session.',
    );
  }
}

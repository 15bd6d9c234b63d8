import { HttpProblem, principalOf } from '@boardwalk/http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';

/** API clients that operators have named. Anybody may register a client, and what a producer tells is about whomever it says. */
export class Producers {
  constructor(readonly clientIds: ReadonlySet<string>) {}
}

@Injectable()
export class ProducerGuard implements CanActivate {
  constructor(private readonly producers: Producers) {}

  canActivate(context: ExecutionContext): boolean {
    const principal = principalOf(context.switchToHttp().getRequest<Parameters<typeof principalOf>[0]>());
    if (principal.kind !== 'client' || this.producers.clientIds.has(principal.clientId)) return true;
    throw new HttpProblem(
      403,
      'not-a-producer',
      `The API client ${principal.clientId} may not tell what happened to others. Ask the operators to name it in TELEMETRY_PRODUCERS.`,
    );
  }
}
